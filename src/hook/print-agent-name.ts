import { readAskedByHook } from '../app/workspace/asked-by-shell.js'
import { openWorkspace } from '../app/workspace/workspace.js'
import { quote } from '../core/quote.js'
import type { HookCall } from './tell-verdict.js'

/**
 * Prints the agent's name for hooks/commit-trailer.sh when the shell alone cannot find it. A person gets no trailer,
 * because the author's address already names the person. Never throws.
 */
export async function printAgentName(call: HookCall, print: (text: string) => void): Promise<0 | 1> {
  const { cwd, environment } = call
  try {
    const { identity } = await openWorkspace({ cwd, environment, asked: readAskedByHook(cwd, environment) })
    if (!identity.ok || identity.value.rule === 'person') return 1
    print(identity.value.agent)
    return 0
  } catch (error) {
    call.printError(`holdfast: this commit gets no agent name: ${quote(String(error))}`)
    return 1
  }
}
