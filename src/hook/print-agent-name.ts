import { readAskedByHook } from '../app/workspace/asked-by-shell.js'
import { openWorkspace } from '../app/workspace/workspace.js'
import { quote } from '../core/quote.js'
import type { HookCall } from './tell-verdict.js'

/**
 * For hooks/commit-trailer.sh, where the shell alone cannot tell which agent commits. A person gets no line: the address
 * says who it is. Never throws.
 */
export async function printAgentName(call: HookCall, print: (text: string) => void): Promise<0 | 1> {
  const { cwd, environment } = call
  try {
    const { identity } = await openWorkspace({ cwd, environment, asked: readAskedByHook(cwd, environment) })
    if (!identity.ok || identity.value.rule === 'person') return 1
    print(identity.value.agent)
    return 0
  } catch (error) {
    call.printError(`holdfast: this commit does not say whose it is: ${quote(String(error))}`)
    return 1
  }
}
