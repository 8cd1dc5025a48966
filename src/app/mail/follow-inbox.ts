import type { MessageType, StoredMessage } from '../../core/mail/message.js'
import { valueOf } from '../../core/problems/parsed.js'
import type { Workspace } from '../workspace/workspace.js'

/** Hands over what waits, then every message as it comes, each once; ends with `signal`. */
export async function followInbox(
  workspace: Workspace,
  type: MessageType | undefined,
  handOver: (message: StoredMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const { agent } = valueOf(workspace.identity)
  let seen: ReadonlySet<string> = new Set()
  while (!signal.aborted) {
    const { messages } = await workspace.mail.receive(agent, type === undefined ? {} : { type })
    for (const message of messages) if (!seen.has(message.path)) handOver(message)
    seen = new Set(messages.map((message) => message.path))
    await workspace.mail.waitForMail(agent, signal)
  }
}
