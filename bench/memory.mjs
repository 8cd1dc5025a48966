import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRepository, installGuard, takeLocks } from './scratch.mjs'

/** The most memory that the hook's Node held, in MiB, beside an empty script. */
export async function benchMemory(scratch) {
  const probe = join(scratch.folder, 'probe.cjs')
  writeFileSync(
    probe,
    "process.on('exit', () => require('node:fs').writeSync(2, `\\nrss ${process.resourceUsage().maxRSS}\\n`))\n",
  )
  const empty = join(scratch.folder, 'nothing.cjs')
  writeFileSync(empty, '')
  const rows = [{ name: 'empty script', mib: measure(scratch, scratch.folder, probe, [empty], '') }]
  for (const locks of [1, 1_000, 10_000]) {
    const repository = createRepository(scratch, `memory-${locks}`)
    installGuard(scratch, repository)
    await takeLocks(scratch, repository, 'alice', locks)
    const script = readFileSync(join(repository.top, '.git/holdfast/hooks/guard.sh'), 'utf8')
    const guard = `.git/holdfast/hooks/${/^guard=(.*)$/m.exec(script)?.[1]}`
    rows.push({
      name: `guard, ${locks.toLocaleString('en')} foreign locks`,
      mib: measure(scratch, repository.top, probe, [guard, 'pre-commit'], '0\n'),
    })
  }
  return rows
}

function measure(scratch, cwd, probe, args, input) {
  const env = { ...scratch.env, HOLDFAST_ASKED: 'common .git\nuser.name Bench' }
  const { stderr } = scratch.run(process.execPath, ['--require', probe, ...args], { cwd, env, input })
  return Number(/rss (\d+)/.exec(stderr.toString())?.[1] ?? 0) / 1024
}
