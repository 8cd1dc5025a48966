/**
 * Measures what docs/PERFORMANCE.md says, and writes it: interleaved runs, medians, ratios of one run.
 *
 *   npm run bench            all of it, and the document
 *   npm run bench -- commit  one part, to the terminal: commit, staged, push, acquire, mail, memory
 */
import { writeFileSync } from 'node:fs'
import { cpus, release, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as prettier from 'prettier'
import { benchCommit, benchStaged } from './commit.mjs'
import { benchMemory } from './memory.mjs'
import { benchPush } from './push.mjs'
import { benchAcquire, benchMail } from './store.mjs'
import { openScratch } from './scratch.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 40)
const only = process.argv[2]
const target = fileURLToPath(new URL('../docs/PERFORMANCE.md', import.meta.url))

const PARTS = {
  commit: { title: 'A commit of one file', run: benchCommit, table: commitTable },
  staged: { title: 'A commit of many files', run: benchStaged, table: pairTable },
  push: { title: 'A push', run: benchPush, table: pairTable },
  acquire: { title: 'Taking a lock in a running process, with fsync', run: benchAcquire, table: plainTable },
  mail: { title: 'Mail in a running process', run: benchMail, table: plainTable },
  memory: { title: 'Memory of the hook', run: benchMemory, table: memoryTable },
}

const WHERE_THE_TIME_GOES = `## Where the time goes

By \`strace -f -ttt\` and \`node --cpu-prof\` of a commit with foreign locks, beside an empty Node hook: the shell and its one
\`git config\` about 4 ms, reading and compiling the 49 kB of the guard 2 to 3 ms, everything that it runs for the first time 4 to 5 ms (Node
interprets it: nothing runs often enough to be compiled), and per 1,000 locks about 4 ms to check each row of the table, 3 ms to
index them, 2 ms to list their files. \`git diff-index\` runs beside the start of Node and costs nothing on two idle cores.
A push starts a git more (does the remote's tip exist here?) and reads trailers and addresses of every commit, some 12 ms in 10,000.`

const sections = []
const measured = {}
for (const [name, { title, run, table }] of Object.entries(PARTS)) {
  if (only !== undefined && only !== name) continue
  const scratch = openScratch()
  try {
    measured[name] = await run(scratch, ROUNDS)
    const section = `## ${title}\n\n${table(measured[name])}`
    console.log(`${section}\n`)
    sections.push(section)
  } finally {
    scratch.remove()
  }
}
if (only === undefined) await writeDocument()

async function writeDocument() {
  const git = openScratch()
  const version = git.run('git', ['--version']).stdout.toString().trim()
  git.remove()
  const head = `# Performance

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${version}, ${type()} ${release()}, ${cpus().length} cores. Medians of ${ROUNDS} interleaved
rounds, fewer where a round is long. Trust the differences and ratios of one table, not the milliseconds.`
  const options = await prettier.resolveConfig(target)
  const document = [head, targetTable(measured), WHERE_THE_TIME_GOES, ...sections].join('\n\n')
  writeFileSync(target, await prettier.format(document, { ...options, parser: 'markdown' }))
}

function commitTable(rows) {
  const bare = msOf(rows, 'no hook')
  const node = msOf(rows, 'empty Node hook')
  const lines = rows.map(
    ({ name, ms }) => `| ${name} | ${ms.toFixed(1)} | ${(ms - bare).toFixed(1)} | ${(ms / node).toFixed(2)} |`,
  )
  return ['| case | ms | ms over no hook | of the empty Node hook |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

/** Each second row beside the one before it. */
function pairTable(rows) {
  const lines = rows.map(
    ({ name, ms }, index) =>
      `| ${name} | ${ms.toFixed(1)} | ${index % 2 === 0 ? '' : (ms / rows[index - 1].ms).toFixed(2)} |`,
  )
  return ['| case | ms | of the row above |', '| --- | --- | --- |', ...lines].join('\n')
}

function plainTable(rows) {
  return ['| case | ms |', '| --- | --- |', ...rows.map(({ name, ms }) => `| ${name} | ${ms.toFixed(2)} |`)].join('\n')
}

function memoryTable(rows) {
  return ['| case | MiB |', '| --- | --- |', ...rows.map(({ name, mib }) => `| ${name} | ${mib.toFixed(0)} |`)].join(
    '\n',
  )
}

/** Each figure that the design asks for, beside what this run gave. */
function targetTable({ commit, staged, push, acquire }) {
  const bare = msOf(commit, 'no hook')
  const node = msOf(commit, 'empty Node hook')
  const ratio = (rows, name) => {
    const index = rows.findIndex((row) => row.name.startsWith(name) && row.name.includes('foreign'))
    return rows[index].ms / rows[index - 1].ms
  }
  const held = (count) => msOf(acquire, `acquire, ${count} locks held`)
  const rows = [
    [
      'commit, guard installed, no foreign lock',
      'at most 8 ms over no hook',
      msOf(commit, 'guard, no lock') - bare,
      8,
      'ms',
    ],
    [
      'commit, 1,000 foreign locks, 1 staged file',
      'at most 1.35 x an empty Node hook',
      msOf(commit, 'guard, 1,000 foreign locks') / node,
      1.35,
      'x',
    ],
    ['commit, 1,000 locks, 5,000 staged', 'at most 1.6 x an empty Node hook', ratio(staged, '5,000 staged'), 1.6, 'x'],
    [
      'commit, 10,000 locks, 100,000 staged',
      'at most 1.6 x an empty Node hook',
      ratio(staged, '100,000 staged'),
      1.6,
      'x',
    ],
    ['pre-push over 10,000 commits', 'at most 1.3 x rev-list \\| diff-tree', ratio(push, '10,000 commits'), 1.3, 'x'],
    ['acquire, 100 locks held', 'p50 at most 2 ms', held('100'), 2, 'ms'],
    ['acquire, 1,000 locks held', 'p50 at most 5 ms', held('1,000'), 5, 'ms'],
    ['acquire, 10,000 locks held', 'p50 at most 40 ms', held('10,000'), 40, 'ms'],
  ]
  const lines = rows.map(
    ([what, reach, value, limit, unit]) =>
      `| ${what} | ${reach} | ${value.toFixed(2)} ${unit} | ${value <= limit ? 'reached' : 'missed'} |`,
  )
  return [
    '## Figures beside their targets',
    '',
    '| what | target | this run | |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

function msOf(rows, name) {
  return rows.find((row) => row.name === name).ms
}
