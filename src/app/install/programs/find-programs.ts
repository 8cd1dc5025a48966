import { join } from 'node:path'
import { AGENT_HOSTS, type AgentHost } from '../../../programs/names.js'
import { stateOfHostFile, type HostFileState } from '../../../programs/edit-settings.js'
import { HOST_WIRINGS } from '../../../programs/all-settings.js'
import { ProblemError, type Problem } from '../../../core/problems/problem.js'
import type { Workspace } from '../../workspace/workspace.js'
import { locateHostFile } from './plan-settings.js'
import { isNamed } from '../../../disk/look.js'

/** An agent program that is used in this repository, and what its files say. */
export interface FoundHost {
  readonly host: AgentHost
  /** `part`: some of its files have what is ours, or an older form of it. */
  readonly state: 'wired' | 'part' | 'not wired'
  readonly files: readonly FoundFile[]
}

export interface FoundFile {
  readonly name: string
  /** A problem where the file cannot be read or edited. */
  readonly state: HostFileState | Problem
}

/** By the folders and files that it keeps in the work tree. */
export function findAgentHosts(workspace: Workspace): readonly FoundHost[] {
  const { top } = workspace.place
  if (top === null) return []
  return AGENT_HOSTS.filter((host) => HOST_WIRINGS[host].signs.some((sign) => isNamed(join(top, sign)))).map((host) =>
    lookAtHost(workspace, host),
  )
}

function lookAtHost(workspace: Workspace, host: AgentHost): FoundHost {
  const files = HOST_WIRINGS[host].files.map((file): FoundFile => {
    try {
      const { name, text } = locateHostFile(workspace, file)
      return { name, state: stateOfHostFile(file, name, text) }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return { name: file.path, state: error.problem }
    }
  })
  const isWired = files.every(({ state }) => state === 'wired')
  return { host, files, state: isWired ? 'wired' : files.some(isOurs) ? 'part' : 'not wired' }
}

function isOurs({ state }: FoundFile): boolean {
  return state === 'wired' || state === 'stale'
}
