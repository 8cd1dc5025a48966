import type { AgentName } from '../../core/agent-name.js'
import { isOwn, transferred } from '../../core/locks/lock-rules.js'
import { isLive, type Lock } from '../../core/locks/lock.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { transactAt, type Decision, asWritten } from '../../store/transact.js'
import { findLock } from './find-lock.js'
import { tellOfDeed } from '../mail/send-message.js'
import { notYours } from './unlock-paths.js'
import type { Locking } from './locking.js'

/**
 * Hands one of the agent's locks to another agent, who gets a REPORT. The lock keeps its paths, intent and expiry.
 *
 * @throws ProblemError `lock-not-found`, `lock-not-yours`, `lock-ambiguous`, `lock-expired`; of area `store`; `done-untold` when the
 *   lock is handed over and only the REPORT could not be sent
 */
export async function transferLock(locking: Locking, reference: string, to: AgentName): Promise<Lock> {
  const { me, locks, mail, log } = locking
  const { result: lock, revision } = await transactAt(locks, (snapshot): Decision<Lock> => {
    const moment = locking.moment()
    const held = valueOf(findLock(snapshot.locks, reference, me, moment))
    if (!isOwn(held.owner, me, moment.ownership) || held.origin === 'foreign') throw notYours(held)
    if (!isLive(held, moment.now, moment.isGone))
      throw new ProblemError({ area: 'lock', code: 'lock-expired', resource: held.resource })
    const handed = transferred(held, { agent: to, session: '', host: me.host })
    return { kind: 'write', change: { put: [handed], drop: [] }, result: handed }
  })
  const text = `${me.agent} handed you the lock on ${lock.resource}.`
  const payload = { kind: 'transfer', text, lock: { id: lock.id, resource: lock.resource } }
  log.append({ kind: 'transferred', agent: me.agent, text: `${lock.resource} to ${to}`, lockId: lock.id })
  await tellOfDeed(
    mail,
    { from: me.agent, to, type: 'REPORT', priority: 3, payload },
    `${to} has the lock on ${lock.resource}`,
  )
  const [written = lock] = asWritten([lock], revision)
  return written
}
