import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { profileHook } from './profiles.mjs'
import { createRepository, installGuard, takeLocks, writeHook } from './scratch.mjs'
import { interleave, time } from './timing.mjs'

const HUSKY = fileURLToPath(new URL('../node_modules/husky/bin.js', import.meta.url))

/** `git commit` of one file: the cost of a hook, and the cost of the guard by the number of locks. */
export async function benchCommit(scratch, rounds) {
  const rows = await interleave(
    [
      await prepare(scratch, 'no hook', () => undefined),
      await prepare(scratch, 'empty sh hook', (repository) => writeHook(repository, '#!/bin/sh\nexit 0\n')),
      await prepare(scratch, 'empty husky hook', (repository) => installHusky(scratch, repository)),
      await prepare(scratch, 'empty Node hook', (repository) => writeHook(repository, emptyNodeHook(scratch))),
      await guarded(scratch, 'guard, no lock', 'alice', 0),
      await guarded(scratch, 'guard, 10 own locks', 'bob', 10),
      await guarded(scratch, 'guard, 100 own locks', 'bob', 100),
      await guarded(scratch, 'guard, 1 foreign lock', 'alice', 1),
      await guarded(scratch, 'guard, 100 foreign locks', 'alice', 100),
      await guarded(scratch, 'guard, 1,000 foreign locks', 'alice', 1_000),
      await guarded(scratch, 'guard, 10,000 foreign locks', 'alice', 10_000),
    ],
    rounds,
  )
  return rows
}

/** `git commit` of many files, beside the same commit with an empty Node hook. */
export async function benchStaged(scratch, rounds) {
  const sizes = [
    [100, 1_000],
    [5_000, 1_000],
    [100_000, 10_000],
  ]
  const rows = []
  for (const [staged, locks] of sizes) {
    const name = `${staged.toLocaleString('en')} staged`
    const cases = [
      await prepare(
        scratch,
        `${name}, empty Node hook`,
        (repository) => writeHook(repository, emptyNodeHook(scratch)),
        staged,
      ),
      await guarded(scratch, `${name}, guard, ${locks.toLocaleString('en')} foreign locks`, 'alice', locks, staged),
    ]
    rows.push(...(await interleave(cases, staged > 10_000 ? 2 : Math.ceil(rounds / 3))))
  }
  return rows
}

/** Explains the commit of that name, which was measured before: its hook starts no Node, or this is what Node does. */
export async function explainCommit(scratch, name) {
  const [, staged = '1', locks = '0'] = /^(?:([\d,]+) staged, )?guard, ([\d,]+) foreign locks$/.exec(name) ?? []
  const toNumber = (text) => Number(text.replaceAll(',', ''))
  const repository = createRepository(scratch, 'explained')
  installGuard(scratch, repository)
  await takeLocks(scratch, repository, 'alice', toNumber(locks))
  stage(repository, 0, toNumber(staged))
  return profileHook(scratch, repository, (tracer) => {
    const [program, ...args] = [...tracer, '.git/hooks/pre-commit']
    return scratch.tryRun(program, args, { cwd: repository.top })
  })
}

function guarded(scratch, name, agent, locks, staged = 1) {
  return prepare(
    scratch,
    name,
    async (repository) => {
      installGuard(scratch, repository)
      await takeLocks(scratch, repository, agent, locks)
    },
    staged,
  )
}

async function prepare(scratch, name, change, staged = 1) {
  const repository = createRepository(scratch, name.replace(/\W+/g, '-'))
  await change(repository)
  return { name, run: (round) => commitOnce(scratch, repository, round, staged) }
}

function commitOnce(scratch, repository, round, staged) {
  stage(repository, round, staged)
  return time(() => scratch.run('git', ['commit', '--quiet', '-m', 'x'], { cwd: repository.top }))
}

function stage({ git, write }, round, staged) {
  for (let index = 0; index < staged; index += 1) write(`work/d${index % 100}/f${index}.txt`, `${round} ${index}\n`)
  git('add', 'work')
}

function emptyNodeHook(scratch) {
  const path = join(scratch.folder, 'empty.cjs')
  writeFileSync(path, '')
  return `#!/bin/sh\nexec "${process.execPath}" "${path}"\n`
}

function installHusky(scratch, { top, write, git }) {
  write('.husky/pre-commit', '')
  git('add', '.')
  git('commit', '--quiet', '-m', 'husky')
  scratch.run(process.execPath, [HUSKY], { cwd: top })
}
