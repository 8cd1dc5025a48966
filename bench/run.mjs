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

const sections = []
for (const [name, { title, run, table }] of Object.entries(PARTS)) {
  if (only !== undefined && only !== name) continue
  const scratch = openScratch()
  try {
    const section = `## ${title}\n\n${table(await run(scratch, ROUNDS))}`
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
  writeFileSync(target, await prettier.format([head, ...sections].join('\n\n'), { ...options, parser: 'markdown' }))
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

function msOf(rows, name) {
  return rows.find((row) => row.name === name).ms
}
