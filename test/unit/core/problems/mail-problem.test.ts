import { describe, expect, it } from 'vitest'
import { describeMailProblem } from '../../../../src/core/problems/mail-problem.js'

describe('what a mail problem says', () => {
  it('names who a broadcast reached, who it did not and why, and sends to those again', () => {
    const unreached = ['bob', 'carol', 'dave', 'eve'].map((agent) => ({ agent, reason: 'EACCES' }))
    expect(describeMailProblem({ area: 'mail', code: 'broadcast-incomplete', reached: ['alice'], unreached })).toEqual({
      sentence:
        'The message did not reach "bob": EACCES; "carol": EACCES; "dave": EACCES; and 1 more. It reached alice.',
      tryThis: ['bob', 'carol', 'dave'].map((agent) => `git holdfast send ${agent} 'the message again'`),
    })
  })

  it('says that a broadcast reached nobody', () => {
    const unreached = [{ agent: 'bob', reason: 'EACCES' }]
    const { sentence } = describeMailProblem({ area: 'mail', code: 'broadcast-incomplete', reached: [], unreached })
    expect(sentence).toBe('The message did not reach "bob": EACCES. It reached nobody.')
  })

  it('tells the size and the limit of a message that does not fit', () => {
    expect(describeMailProblem({ area: 'mail', code: 'payload-too-large', bytes: 7, limit: 5 }).sentence).toBe(
      'The message has 7 bytes; at most 5 fit. Write it to a file and send its path.',
    )
    expect(describeMailProblem({ area: 'mail', code: 'payload-too-deep', limit: 100 }).sentence).toBe(
      'The message is nested more than 100 levels deep. Write it to a file and send its path.',
    )
  })

  it('says what is done where only the telling failed, and tells it again', () => {
    const done = 'carol has the lock on src'
    expect(describeMailProblem({ area: 'mail', code: 'done-untold', done, agent: 'carol', reason: 'ENOSPC' })).toEqual({
      sentence: 'carol has the lock on src, but carol could not be told: ENOSPC',
      tryThis: ["git holdfast send carol 'carol has the lock on src'"],
    })
  })

  it('shows a hostile path as text', () => {
    expect(describeMailProblem({ area: 'mail', code: 'not-in-a-mailbox', path: 'a\u001b[2J\n' }).sentence).toBe(
      '"a\\x1b[2J\\n" is not a file of a mailbox here.',
    )
  })
})
