import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRepository, installGuard, takeLocks } from './scratch.mjs'
import { interleave, time } from './timing.mjs'

const REFS = 100

/** A fetch of many refs, with what `init --strict` adds to each of them. */
export async function benchStrict(scratch, rounds) {
  const remote = createRepository(scratch, 'strict-remote')
  for (let index = 0; index < REFS; index += 1) remote.git('branch', `b${index}`)
  const cases = [
    await prepare(scratch, remote, 'empty sh hook', ({ top }) => {
      mkdirSync(join(top, '.git/hooks'), { recursive: true })
      writeFileSync(join(top, '.git/hooks/reference-transaction'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    }),
    await prepare(scratch, remote, 'strict, 1,000 foreign locks', async (repository) => {
      installGuard(scratch, repository, '--strict')
      await takeLocks(scratch, repository, 'alice', 1_000)
    }),
    await prepare(scratch, remote, 'no hook', () => undefined),
  ]
  return interleave(cases, rounds)
}

async function prepare(scratch, remote, name, change) {
  const repository = createRepository(scratch, `strict-${name.replace(/\W+/g, '-')}`)
  repository.git('remote', 'add', 'origin', remote.top)
  await change(repository)
  return { name: `fetch of ${REFS} refs, ${name}`, run: () => fetchAnew(scratch, repository) }
}

function fetchAnew(scratch, { top, git }) {
  scratch.run('sh', ['-c', 'rm -rf .git/refs/remotes .git/packed-refs .git/FETCH_HEAD'], { cwd: top })
  git('pack-refs')
  return time(() => scratch.run('git', ['fetch', '--quiet', 'origin'], { cwd: top }))
}
