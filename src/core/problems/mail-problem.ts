import { printable, quote, shellWord } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'

/** An agent that a broadcast did not reach. */
export interface UnreachedAgent {
  readonly agent: string
  readonly reason: string
}

export type MailProblem =
  | { readonly area: 'mail'; readonly code: 'message-not-found'; readonly id: string }
  | {
      readonly area: 'mail'
      readonly code: 'message-ambiguous'
      readonly id: string
      readonly matches: readonly string[]
    }
  | {
      readonly area: 'mail'
      readonly code: 'message-claimed'
      readonly id: string
      readonly claimant: string
      readonly until: string
    }
  /** `bytes` is null where nobody has read to its end. */
  | { readonly area: 'mail'; readonly code: 'payload-too-large'; readonly bytes: number | null; readonly limit: number }
  | { readonly area: 'mail'; readonly code: 'payload-too-deep'; readonly limit: number }
  /** The agents in `reached` have the message: to send it to everyone again would double it. */
  | {
      readonly area: 'mail'
      readonly code: 'broadcast-incomplete'
      readonly reached: readonly string[]
      readonly unreached: readonly UnreachedAgent[]
    }
  /** The action `done` is complete, but the message about it was not delivered. */
  | {
      readonly area: 'mail'
      readonly code: 'done-untold'
      readonly done: string
      readonly agent: string
      readonly reason: string
    }
  | { readonly area: 'mail'; readonly code: 'not-in-a-mailbox'; readonly path: string }
  | { readonly area: 'mail'; readonly code: 'nobody-to-tell' }

export function describeMailProblem(problem: MailProblem): ProblemText {
  switch (problem.code) {
    case 'message-not-found':
      return { sentence: `No mailbox holds a message ${quote(problem.id)}`, tryThis: ['git holdfast inbox'] }
    case 'message-ambiguous':
      return {
        sentence: `${quote(problem.id)} begins the ids of ${problem.matches.length} messages.`,
        tryThis: problem.matches.slice(0, 3).map((id) => `git holdfast archive ${id}`),
      }
    case 'message-claimed':
      return {
        sentence: `${quote(problem.claimant)} works on message ${quote(problem.id)} until ${problem.until}`,
        tryThis: ['git holdfast inbox'],
      }
    case 'payload-too-large':
      return sendAsFile(`The message has ${problem.bytes ?? 'more'} bytes; at most ${problem.limit} fit.`)
    case 'payload-too-deep':
      return sendAsFile(`The message is nested more than ${problem.limit} levels deep.`)
    case 'broadcast-incomplete':
      return {
        sentence: `${describeUnreached(problem.unreached)} ${describeReached(problem.reached)}`,
        tryThis: problem.unreached.slice(0, 3).map(({ agent }) => `git holdfast send ${agent} 'the message again'`),
      }
    case 'done-untold':
      return {
        sentence: `${printable(problem.done)}, but ${printable(problem.agent)} could not be told: ${printable(problem.reason, 500)}`,
        tryThis: [`git holdfast send ${printable(problem.agent)} ${shellWord(problem.done)}`],
      }
    case 'not-in-a-mailbox':
      return { sentence: `${quote(problem.path)} is not a file of a mailbox here.`, tryThis: ['git holdfast inbox'] }
    case 'nobody-to-tell':
      return {
        sentence: 'No other agent is known here: none has a mailbox or a lock.',
        tryThis: ["git holdfast send bob 'hello'"],
      }
    default:
      return unreachable(problem)
  }
}

function sendAsFile(reason: string): ProblemText {
  return {
    sentence: `${reason} Write it to a file and send its path.`,
    tryThis: ["git holdfast send --all 'see docs/plan.md'"],
  }
}

function describeUnreached(unreached: readonly UnreachedAgent[]): string {
  const reasons = unreached.slice(0, 3).map(({ agent, reason }) => `${quote(agent)}: ${printable(reason, 500)}`)
  const more = unreached.length > reasons.length ? `; and ${unreached.length - reasons.length} more` : ''
  return `The message did not reach ${reasons.join('; ')}${more}.`
}

function describeReached(reached: readonly string[]): string {
  return reached.length === 0
    ? 'It reached nobody.'
    : `It reached ${reached.map((agent) => printable(agent)).join(', ')}.`
}
