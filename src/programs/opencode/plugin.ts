import { HOOK_SECONDS } from '../hook-entries.js'
import { hookWords } from '../launch-line.js'

export const OPENCODE_SIGN = '// holdfast: the plugin of opencode'

/**
 * The text of the plugin file, which opencode runs unchanged. The plugin asks `git-holdfast agent-hook` and obeys the
 * answer. A failure on the way gives no answer, and without an answer the tool runs.
 */
export const OPENCODE_PLUGIN = `${OPENCODE_SIGN}, made by \`git holdfast init --agents\`
import { spawn } from 'node:child_process'

const COMMAND = ${JSON.stringify(hookWords('opencode'))}

/** @type {import('@opencode-ai/plugin').Plugin} */
export const Holdfast = async ({ directory }) => {
  /** What the model is told at the next prompt, by session. @type {Map<string, string>} */
  const waiting = new Map()
  /** @type {Map<string, Record<string, string>>} */
  const identities = new Map()

  /** @param {string} sessionID @param {string} event @param {object} more */
  const tell = async (sessionID, event, more = {}) => {
    const answer = await ask({ event, sessionID, cwd: directory, ...more }, directory)
    if (answer.context) waiting.set(sessionID, [waiting.get(sessionID), answer.context].filter(Boolean).join('\\n\\n'))
    return answer
  }

  return {
    event: async ({ event }) => {
      if (event.type === 'session.created') await tell(event.properties.info.id, 'session.created')
      if (event.type === 'session.idle') await tell(event.properties.sessionID, 'session.idle')
      if (event.type !== 'session.deleted') return
      const { id } = event.properties.info
      await tell(id, 'session.deleted')
      waiting.delete(id)
      identities.delete(id)
    },
    'chat.message': async ({ sessionID }, { parts }) => {
      await tell(sessionID, 'chat.message')
      const text = waiting.get(sessionID)
      const part = parts.findLast((each) => each.type === 'text')
      if (text === undefined || part?.type !== 'text') return
      part.text += '\\n\\n' + text
      waiting.delete(sessionID)
    },
    'tool.execute.before': async ({ tool, sessionID, callID }, { args }) => {
      const { decision, reason } = await tell(sessionID, 'tool.execute.before', { tool, callID, args })
      if (decision === 'deny') throw new Error(reason || 'refused by holdfast')
    },
    'shell.env': async ({ sessionID }, { env }) => {
      if (!sessionID) return
      const known = identities.get(sessionID) ?? (await tell(sessionID, 'shell.env')).env ?? {}
      identities.set(sessionID, known)
      Object.assign(env, known)
    },
  }
}

/**
 * @param {object} event
 * @param {string} cwd
 * @returns {Promise<{ decision?: string, reason?: string, context?: string, env?: Record<string, string> }>}
 */
const ask = (event, cwd) =>
  new Promise((resolve) => {
    const [program = '', ...args] = COMMAND
    const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'ignore'], timeout: ${HOOK_SECONDS * 1000} })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', () => resolve({}))
    child.on('close', () => resolve(read(output)))
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(event))
  })

/** @param {string} output */
const read = (output) => {
  try {
    return Object(JSON.parse(output))
  } catch {
    return {}
  }
}
`
