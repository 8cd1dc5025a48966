import { ProblemError } from '../src/core/problems/problem.js'
import { HOUR_MS } from '../src/core/time.js'
import { requestOf } from './deeds.js'
import type { Side } from './scenario.js'
import { lockIn, openWorkplace } from './workplace.js'

/** Wants each of the resources once, in their order. */
export interface TakeoverJob {
  readonly role: 'takeover'
  readonly side: Side
  readonly folder: string
  readonly agent: string
  readonly resources: readonly string[]
}

/** @returns the resources that it has */
export async function takeEach({ side, folder, agent, resources }: TakeoverJob): Promise<readonly string[]> {
  const workspace = openWorkplace(folder, agent, { side })
  const won: string[] = []
  for (const resource of resources) {
    try {
      await lockIn(workspace, requestOf(resource, HOUR_MS))
      won.push(resource)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'lock-refused') throw error
    }
  }
  return won
}
