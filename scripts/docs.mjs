/**
 * Writes every document that is made from the code: docs/REFERENCE.md, man/git-holdfast.1, schema/holdfast.schema.json.
 * With --check writes nothing, and ends with 1 where one of them is not what the code says.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import { COMMAND_GROUPS, COMMON_OPTIONS } from '../dist/cli/commands.js'
import { configRecord } from '../dist/records/config-record.js'
import { renderManualPage } from './manual-page.mjs'
import { renderReference } from './reference.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const documents = {
  'docs/REFERENCE.md': renderReference(COMMAND_GROUPS, COMMON_OPTIONS),
  'man/git-holdfast.1': renderManualPage(COMMAND_GROUPS, COMMON_OPTIONS, version),
  'schema/holdfast.schema.json': renderSchema(),
}

const stale = Object.entries(documents).filter(([path, text]) => readOrNothing(`${root}${path}`) !== text)
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is not what the code says; run: npm run docs`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(`${root}${path}`), { recursive: true })
    writeFileSync(`${root}${path}`, text)
    console.log(`wrote ${path}`)
  }
}

function renderSchema() {
  const schema = z.toJSONSchema(configRecord)
  const head = { $schema: schema.$schema, title: '.holdfast.json', description: 'What a repository decides for everyone who works in it with Holdfast.' }
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`
}

function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
