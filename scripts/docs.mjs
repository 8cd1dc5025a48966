/**
 * Writes every document, or part of one, that is made from the code or from what tests have seen: `documents` lists them.
 * With --check it writes nothing, and ends with 1 if one of them differs from what the code says, or if a document
 * names a file that does not exist.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as prettier from 'prettier'
import * as z from 'zod/mini'
import { COMMAND_GROUPS, COMMON_OPTIONS } from '../dist/cli/commands.js'
import { INSTRUCTIONS } from '../dist/mcp/instructions.js'
import { RESOURCES } from '../dist/mcp/resources.js'
import { TOOLS } from '../dist/mcp/tools.js'
import { configRecord } from '../dist/records/config-record.js'
import { renderAgentsPage } from './agents-page.mjs'
import { renderCoverage } from './coverage-page.mjs'
import { renderIntegrations } from './integrations.mjs'
import { findMissingPaths } from './named-paths.mjs'
import { renderManualPage } from './manual-page.mjs'
import { renderMcpPage } from './mcp-page.mjs'
import { renderNeighbours } from './neighbours-page.mjs'
import { renderReference } from './reference.mjs'
import { readSeenRows } from './seen-table.mjs'
import { putSourceMapIn } from './source-map.mjs'
import { recordTranscript } from './transcript.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const documents = {
  'docs/AGENTS.md': await format(renderAgentsPage(readFileSync(`${root}docs/AGENTS.md`, 'utf8'))),
  'docs/ARCHITECTURE.md': await format(putSourceMapIn(root, readFileSync(`${root}docs/ARCHITECTURE.md`, 'utf8'))),
  'docs/REFERENCE.md': await format(renderReference(COMMAND_GROUPS, COMMON_OPTIONS)),
  'docs/COVERAGE.md': await format(renderCoverage(root, readSeenRows(root, 'coverage'))),
  'docs/NEIGHBOURS.md': await format(renderNeighbours(readSeenRows(root, 'neighbours'))),
  'docs/MCP.md': await format(renderMcpPage(TOOLS, RESOURCES, INSTRUCTIONS)),
  'man/git-holdfast.1': renderManualPage(COMMAND_GROUPS, COMMON_OPTIONS, version),
  'schema/holdfast.schema.json': renderSchema(),
  'README.md': await format(putTranscriptIn(readFileSync(`${root}README.md`, 'utf8'))),
  ...Object.fromEntries(
    Object.entries(renderIntegrations(version)).map(([path, text]) => [`integrations/${path}`, text]),
  ),
}

const stale = Object.entries(documents).filter(([path, text]) => readOrNothing(`${root}${path}`) !== text)
if (process.argv.includes('--check')) {
  const faults = [
    ...stale.map(([path]) => `${path} is not what the code says; run: npm run docs`),
    ...findMissingPaths(root),
  ]
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(`${root}${path}`), { recursive: true })
    writeFileSync(`${root}${path}`, text)
    console.log(`wrote ${path}`)
  }
}

function renderSchema() {
  const schema = z.toJSONSchema(configRecord)
  const head = {
    $schema: schema.$schema,
    title: '.holdfast.json',
    description: 'What a repository decides for everyone who works in it with Holdfast.',
  }
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`
}

async function format(markdown) {
  const options = await prettier.resolveConfig(`${root}README.md`)
  return prettier.format(markdown, { ...options, parser: 'markdown' })
}

function putTranscriptIn(readme) {
  return readme.replace(
    /(<!-- transcript:begin -->\n)[^]*?(<!-- transcript:end -->)/,
    (_all, begin, end) => `${begin}\n\`\`\`console\n${recordTranscript()}\n\`\`\`\n\n${end}`,
  )
}

function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
