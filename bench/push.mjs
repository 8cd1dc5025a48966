import { profileHook } from './profiles.mjs'
import { createRepository, installGuard, takeLocks } from './scratch.mjs'
import { interleave, time } from './timing.mjs'

const SIZES = [1, 100, 1_000, 10_000]
const ZERO = '0'.repeat(40)

/** The pre-push hook over new commits, beside the bare `git rev-list | git diff-tree` of the same range. */
export async function benchPush(scratch, rounds) {
  const rows = []
  for (const commits of SIZES) {
    const repository = await prepare(scratch, commits)
    const name = `${commits.toLocaleString('en')} commits`
    const cases = [
      { name: `${name}, rev-list | diff-tree`, run: () => time(() => bare(scratch, repository)) },
      { name: hookName(commits), run: () => time(() => hook(scratch, repository)) },
    ]
    rows.push(...(await interleave(cases, rounds)))
  }
  return rows
}

export async function explainPush(scratch, name) {
  const commits = SIZES.find((size) => hookName(size) === name)
  const repository = await prepare(scratch, commits, 'explained')
  return profileHook(scratch, repository, (tracer) => hook(scratch, repository, tracer))
}

function hookName(commits) {
  return `${commits.toLocaleString('en')} commits, pre-push, 1,000 foreign locks`
}

async function prepare(scratch, commits, mark = 'measured') {
  const repository = createRepository(scratch, `push-${commits}-${mark}`)
  makeCommits(scratch, repository, commits)
  installGuard(scratch, repository)
  await takeLocks(scratch, repository, 'alice', 1_000)
  return { ...repository, tip: repository.git('rev-parse', 'HEAD').stdout.toString().trim() }
}

function bare(scratch, { top }) {
  const flags = '--raw -z --no-renames --no-abbrev'
  scratch.run(
    'sh',
    ['-c', `git rev-list HEAD --not --remotes -- | git diff-tree --stdin -r -c --root ${flags} > /dev/null`],
    { cwd: top },
  )
}

function hook(scratch, { top, tip }, tracer = []) {
  const [program, ...args] = [...tracer, '.git/hooks/pre-push', 'origin', 'file:///nowhere']
  return scratch.tryRun(program, args, { cwd: top, input: `refs/heads/main ${tip} refs/heads/main ${ZERO}\n` })
}

/** Makes commits of three files each, by fast-import. */
function makeCommits(scratch, { top }, count) {
  const lines = []
  for (let index = 0; index < count; index += 1) {
    lines.push(
      'commit refs/heads/main',
      `committer Bench <bench@example.org> ${1_700_000_000 + index} +0000`,
      'data 1',
      'x',
    )
    if (index === 0) lines.push('from refs/heads/main^0')
    for (let file = 0; file < 3; file += 1)
      lines.push(`M 644 inline work/d${index % 50}/f${file}.txt`, `data ${String(index).length}`, String(index))
  }
  scratch.run('git', ['fast-import', '--quiet'], { cwd: top, input: `${lines.join('\n')}\n` })
  scratch.run('git', ['reset', '--quiet', '--hard'], { cwd: top })
}
