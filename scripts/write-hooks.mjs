import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderTables } from './shell-tables.mjs'

const STUB = 'hook.sh.template'
const HOOK_MODE = 0o755
const SCRIPT_MODE = 0o644

/** Writes dist/hooks/ from the templates in hooks/ and the tables of dist/: the hooks, and the files that they read. */
export async function writeHooks(root) {
  const { HOOKS } = await import('../dist/git/hooks/hook-names.js')
  const tables = await renderTables()
  const folder = join(root, 'dist/hooks')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const used = new Set()
  const write = (name, text, values, mode) => {
    writeFileSync(join(folder, name), withoutComments(fillIn(text, values, used, name)), { mode })
  }
  const stub = readFileSync(join(root, 'hooks', STUB), 'utf8')
  for (const hook of HOOKS) write(hook.name, fillIn(stub, { ...wordsOf(hook), name: hook.name }), tables, HOOK_MODE)
  for (const name of readdirSync(join(root, 'hooks')).filter((one) => one !== STUB))
    write(name, readFileSync(join(root, 'hooks', name), 'utf8'), tables, SCRIPT_MODE)
  const idle = Object.keys(tables).filter((name) => !used.has(name))
  if (idle.length > 0) throw new Error(`no hook has these tables: ${idle.join(', ')}`)
}

function wordsOf({ purpose, option, first = '', last = '' }) {
  const writer = ['git holdfast init', ...(option === undefined ? [] : [option])].join(' ')
  const isServer = option === '--server'
  const missing = isServer ? `on the server; run there: ${writer}` : 'in $holdfast; run: git holdfast init'
  return { purpose, writer, missing, first, last }
}

/** Replaces each `{{name}}` by its value. A line with an empty value and nothing else is dropped. */
function fillIn(text, values, used = new Set(), file = STUB) {
  const filled = text.replace(/\{\{([a-z ]+)\}\}(\n?)/g, (_, name, lineEnd, offset) => {
    if (!Object.hasOwn(values, name)) throw new Error(`hooks/${file} asks for {{${name}}}, which nobody has`)
    used.add(name)
    const isWholeLine = lineEnd !== '' && (offset === 0 || text[offset - 1] === '\n')
    return values[name] === '' && isWholeLine ? '' : `${values[name]}${lineEnd}`
  })
  return filled
}

/** A shell reads its script at every commit, so comments go. The first lines stay: they say what the file is. */
function withoutComments(text) {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => !line.startsWith('#'))
  const isKept = (line, index) => index < start || !/^\s*(#.*)?$/.test(line)
  return `${lines.filter(isKept).join('\n')}\n`
}
