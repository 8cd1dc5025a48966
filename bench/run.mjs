/**
 * Measures what docs/PERFORMANCE.md says, and writes it: interleaved runs, medians, ratios of one run.
 *
 *   npm run bench            all of it, and the document
 *   npm run bench -- push    one part, to the terminal: commit, staged, push, strict, agentHook, acquire, fleet, mail, memory
 */
import { writeFileSync } from 'node:fs'
import { cpus, release, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as prettier from 'prettier'
import { benchAgentHook } from './agent-hook.mjs'
import { benchCommit, benchStaged, explainCommit } from './commit.mjs'
import { benchFleet } from './fleet.mjs'
import { benchMail } from './mail.mjs'
import { benchMcp } from './mcp.mjs'
import { benchMemory } from './memory.mjs'
import { benchPush, explainPush } from './push.mjs'
import { openScratch } from './scratch.mjs'
import { benchAcquire, explainAcquire } from './store.mjs'
import { benchStrict } from './strict.mjs'
import * as tables from './tables.mjs'
import { judge } from './targets.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30)
const only = process.argv[2]
const target = fileURLToPath(new URL('../docs/PERFORMANCE.md', import.meta.url))

const PARTS = {
  commit: { title: 'A commit of one file', run: benchCommit, table: tables.commitTable, explain: explainCommit },
  staged: { title: 'A commit of many files', run: benchStaged, table: tables.pairTable, explain: explainCommit },
  push: {
    title: 'A push: the whole hook, as git runs it',
    run: benchPush,
    table: tables.pairTable,
    explain: explainPush,
  },
  strict: { title: 'A fetch in strict mode', run: benchStrict, table: tables.pairTable },
  agentHook: {
    title: 'A tool call of an agent: the whole hook, as its program starts it',
    run: benchAgentHook,
    table: tables.agentHookTable,
  },
  mcp: {
    title: 'The MCP server: what an agent program waits for',
    run: benchMcp,
    table: tables.mcpTable,
  },
  acquire: {
    title: 'Taking a lock in a running process: `acquire` of the library on one path, with fsync',
    run: benchAcquire,
    table: tables.acquireTable,
    explain: explainAcquire,
  },
  fleet: {
    title: 'Several processes that take and release: `acquire` and `release` of the library, with fsync',
    run: benchFleet,
    table: tables.fleetTable,
  },
  mail: { title: 'Mail in a running process: calls of the library', run: benchMail, table: tables.plainTable },
  memory: { title: "The most memory that the hook's Node holds", run: benchMemory, table: tables.memoryTable },
}

const PROFILES = `Each profile is of this run and of the case that missed. For a call in a running process it is the \`Profiler\` of \`node:inspector\`, in
milliseconds of one call. For a hook it is \`strace\` of its processes, which slows all of them down, and \`--cpu-prof\` of its Node.`

const sections = []
const explanations = []
const measured = {}
for (const [name, part] of Object.entries(PARTS)) {
  if (only !== undefined && only !== name) continue
  await inScratch(async (scratch) => {
    measured[name] = await part.run(scratch, ROUNDS)
    sections.push(`## ${part.title}\n\n${part.table(measured[name], name)}`)
    console.log(`${sections.at(-1)}\n`)
    for (const missed of judge({ [name]: measured[name] }).filter(({ isReached }) => !isReached)) {
      const text = (await part.explain?.(scratch, missed.row)) ?? ''
      if (text !== '') explanations.push(`### ${missed.what}\n\n${text}`)
      if (text !== '') console.log(`${explanations.at(-1)}\n`)
    }
  })
}
console.log(tables.targetTable(judge(measured)))
if (only === undefined) await writeDocument()

async function inScratch(work) {
  const scratch = openScratch()
  try {
    return await work(scratch)
  } finally {
    scratch.remove()
  }
}

async function writeDocument() {
  const version = await inScratch((scratch) => scratch.run('git', ['--version']).stdout.toString().trim())
  const head = `# Performance

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${version}, ${type()} ${release()}, ${cpus().length} cores. Medians of ${ROUNDS} interleaved
rounds, fewer where a round is long. Trust the differences and ratios of one table, not the milliseconds.`
  const figures = `## Figures beside their targets\n\n${tables.targetTable(judge(measured))}`
  const where =
    explanations.length === 0 ? [] : ['## Where the time of the missed figures goes', PROFILES, ...explanations]
  const options = await prettier.resolveConfig(target)
  const document = [head, figures, ...where, ...sections].join('\n\n')
  writeFileSync(target, await prettier.format(document, { ...options, parser: 'markdown' }))
}
