import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AgentProgram } from '../../programs/names.js'
import { judgeTrust, type TrustSources } from '../../programs/trust.js'
import { PROGRAM_SETTINGS } from '../../programs/all-settings.js'
import { describeProblem } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { applyEdits } from '../../disk/file-edits.js'
import { findAgentPrograms, type FoundProgram } from '../install/programs/find-programs.js'
import { planAgentFiles } from '../install/programs/plan-settings.js'
import type { Workspace } from '../workspace/workspace.js'
import { checkProgramSettings } from './check-program-switches.js'
import { bad, good, type Finding } from './finding.js'
import { readHint } from '../../disk/read-bounded.js'

/** Checks each agent program used here: do its settings contain the hooks of this version, and does it run them? */
export function checkAgentPrograms(workspace: Workspace): readonly Finding[] {
  const found = findAgentPrograms(workspace)
  return [...found.flatMap((program) => checkProgram(workspace, program)), ...checkProgramSettings(workspace, found)]
}

function checkProgram(workspace: Workspace, found: FoundProgram): readonly Finding[] {
  const { program, state, files } = found
  const { title } = PROGRAM_SETTINGS[program]
  const broken = files.flatMap(({ state: problem }) => (typeof problem === 'string' ? [] : [problem]))
  const [problem] = broken
  if (problem !== undefined) {
    const { sentence, tryThis } = describeProblem(problem)
    return [bad('wiring', `${title}: ${sentence}`, tryThis[0] ?? null)]
  }
  const command = `git holdfast init --agents ${program}`
  // People decide which programs they wire and which parts they leave out, so neither is a fault.
  if (state === 'not wired') return [good('wiring', `${title} is used here and not wired: ${command}`)]
  const stale = files.filter((file) => file.state === 'stale').map(({ name }) => quote(name))
  if (stale.length > 0) {
    const text = `${title}: the lines of holdfast in ${stale.join(', ')} are of another version, changed by hand, or there twice`
    return [bad('wiring', text, command, () => rewire(workspace, program))]
  }
  const missing = files.filter((file) => file.state === 'absent').map(({ name }) => quote(name))
  const text = missing.length === 0 ? 'is wired' : `is wired in part, without ${missing.join(', ')}`
  return [good('wiring', `${title} ${text}`), checkTrust(workspace, program)]
}

async function rewire(workspace: Workspace, program: AgentProgram): Promise<string> {
  applyEdits(planAgentFiles(workspace, [program]))
  return `wired ${PROGRAM_SETTINGS[program].title} anew`
}

function checkTrust(workspace: Workspace, program: AgentProgram): Finding {
  const { title, trust } = PROGRAM_SETTINGS[program]
  const judged = judgeTrust(program, sourcesOf(workspace))
  const text = `${title}: ${judged.text}`
  return judged.kind === 'untrusted' ? bad('trust', `${text}. ${trust}`, null) : good('trust', text)
}

/** Larger than any settings file that a person writes. */
const MAX_HOME_FILE = 4 * 1024 * 1024

/** Reads the home folder through links: the user put the links there, such as links to dotfiles. */
function sourcesOf({ place, environment }: Workspace): TrustSources {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir()
  const readHome = (path: string): string | null =>
    readHint(join(home, path), MAX_HOME_FILE, 'followed')?.toString('utf8') ?? null
  return { top: place.top ?? '', readHome }
}
