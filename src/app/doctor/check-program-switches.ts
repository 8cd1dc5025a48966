import type { AgentProgram } from '../../programs/names.js'
import { AGENTS_MD, AGENTS_MD_LINES, AGENTS_MD_BLOCK } from '../../programs/agents-md.js'
import { readLeniently } from '../../core/edit/json-document.js'
import { putBlock, takeBlock } from '../../core/edit/marked-block.js'
import { ProblemError } from '../../core/problems/problem.js'
import { readAgentFile } from '../install/programs/settings-file.js'
import type { FoundProgram } from '../install/programs/find-programs.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'

/** Finds settings of agent programs that turn all hooks off, and hooks of ours that run twice for one event. */
export function checkProgramSettings(workspace: Workspace, found: readonly FoundProgram[]): readonly Finding[] {
  const wired = found.filter(({ state }) => state !== 'not wired').map(({ program }) => program)
  return [
    ...(wired.includes('claude') ? checkClaude(workspace) : []),
    ...(wired.includes('gemini') ? checkGemini(workspace) : []),
    ...checkTwice(wired),
    ...checkAgentsMd(workspace),
  ]
}

function checkClaude(workspace: Workspace): readonly Finding[] {
  return ['.claude/settings.json', '.claude/settings.local.json'].flatMap((name) => {
    const settings = readSettings(workspace, name)
    const plugins = Object.entries(Object(settings['enabledPlugins']) as object)
    const plugin = plugins.find(([id, isOn]) => id.startsWith('holdfast@') && isOn === true)?.[0]
    return [
      ...(settings['disableAllHooks'] === true
        ? [bad('wiring', `Claude Code runs no hooks at all: ${name} has "disableAllHooks"`, null)]
        : []),
      ...(plugin === undefined
        ? []
        : [
            bad(
              'wiring',
              `Claude Code asks twice: by the plugin ${plugin} and by .claude/settings.json`,
              'git holdfast uninstall --agents claude',
            ),
          ]),
    ]
  })
}

function checkGemini(workspace: Workspace): readonly Finding[] {
  const hooks = readSettings(workspace, '.gemini/settings.json')['hooksConfig']
  const isOff = typeof hooks === 'object' && hooks !== null && Reflect.get(hooks, 'enabled') === false
  return isOff ? [bad('wiring', 'Gemini CLI runs no hooks at all: "hooksConfig.enabled" is false', null)] : []
}

/** Two hooks for one event are no fault: the second gives the same answer as the first. */
function checkTwice(wired: readonly AgentProgram[]): readonly Finding[] {
  const readers = wired.filter((program) => program === 'copilot' || program === 'vscode')
  if (!wired.includes('claude') || readers.length === 0) return []
  const text = `${readers.join(' and ')} read .claude/settings.json as well, and ask twice: slower, and the same answer`
  return [good('wiring', text)]
}

function checkAgentsMd(workspace: Workspace): readonly Finding[] {
  const text = readOrNothing(workspace, AGENTS_MD)
  const { kind } = takeBlock(text, AGENTS_MD_BLOCK)
  if (kind === 'without') return []
  if (kind === 'with' && putBlock(text, AGENTS_MD_LINES, AGENTS_MD_BLOCK) === text)
    return [good('wiring', `${AGENTS_MD} has the lines of this version`)]
  const words = kind === 'with' ? 'are of another version, or changed by hand' : 'lack a mark, or have one twice'
  return [bad('wiring', `the lines of holdfast in ${AGENTS_MD} ${words}`, 'git holdfast init --agents-md')]
}

function readSettings(workspace: Workspace, name: string): Readonly<Record<string, unknown>> {
  // Another check reports settings that cannot be parsed.
  return Object(readLeniently(readOrNothing(workspace, name))) as Record<string, unknown>
}

function readOrNothing({ place }: Workspace, name: string): string {
  try {
    return place.top === null ? '' : (readAgentFile(place, place.top, name).text ?? '')
  } catch (error) {
    if (error instanceof ProblemError) return ''
    throw error
  }
}
