/** The map in docs/ARCHITECTURE.md: each folder of src/ with the first line of its README.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const COLUMN = 22

/** @throws if a folder does not describe itself */
export function putSourceMapIn(root, page) {
  const map = ['```text', ...renderFolder(join(root, 'src'), 'src/', 0), '```'].join('\n')
  return page.replace(
    /(<!-- map:begin -->\n)[^]*?(<!-- map:end -->)/,
    (_all, begin, end) => `${begin}\n${map}\n\n${end}`,
  )
}

function renderFolder(folder, name, depth) {
  const lines = readAbout(folder)
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const children = entries.map((entry) => entry.name).sort()
  const shared = lines.map((line) => /^`(<\w+>\/)` (.+)$/.exec(line)).find((match) => match !== null)
  const own = renderLine(name, lines[0], depth)
  if (shared) return [own, renderLine(shared[1], shared[2], depth + 1)]
  return [own, ...children.flatMap((child) => renderFolder(join(folder, child), `${child}/`, depth + 1))]
}

function renderLine(name, about, depth) {
  const indented = '  '.repeat(depth) + name
  return `${indented.padEnd(COLUMN)} ${about.replaceAll('`', '')}`
}

function readAbout(folder) {
  const path = join(folder, 'README.md')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : ['']
  if (lines[0] === '') throw new Error(`${folder} has no README.md whose first line says what is in it`)
  return lines
}
