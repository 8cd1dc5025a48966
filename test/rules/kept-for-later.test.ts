import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { EVENT_KINDS } from '../../src/core/event.js'
import { inProject } from '../support/project.js'

/**
 * knip names exports that only tests use; it does not see members of a union or of an interface. These few are in
 * src/ ahead of the code that will use them. Whoever writes that code takes them off the list.
 */
const KEPT_FOR_LATER: Readonly<Record<string, string>> = {
  expired: 'the log will tell when a lock ended that nobody renewed',
  setConfig: 'a worktree will get a name of its own, written by git/worktree-config',
  unsetConfig: 'such a name will be taken out again',
}

const sources = readdirSync(inProject('src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('event.ts'))
  .map((name) => readFileSync(inProject(`src/${name}`), 'utf8'))
  .join('\n')

it('every kind of event is written by src, but for those kept for later', () => {
  const unwritten = EVENT_KINDS.filter((kind) => !new RegExp(`\\bkind: [^,\\n]*'${kind}'`).test(sources))
  expect(unwritten.filter((kind) => !(kind in KEPT_FOR_LATER))).toEqual([])
})

it('every question to a repository is asked by src, but for those kept for later', () => {
  const methods = [...readFileSync(inProject('src/git/repository.ts'), 'utf8').matchAll(/^ {2}(\w+)\(.*\): Promise/gm)]
  const names = methods.map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(3)
  const unasked = names.filter((name) => !sources.includes(`.${name}(`))
  expect(unasked.filter((name) => !(name in KEPT_FOR_LATER))).toEqual([])
})
