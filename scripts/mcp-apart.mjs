/**
 * The MCP server as a bundle of its own. In one bundle with the command, the parts of zod and src/ that both use would
 * go into files that every command reads: 56 kB more.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAME = 'mcp-server.js'

/** In the command's bundle, `import('./mcp/serve-mcp.js')` stays an import: it loads the other bundle. */
export const leaveMcpApart = {
  name: 'leave-mcp-apart',
  setup(build) {
    build.onResolve({ filter: /\/mcp\/serve-mcp\.js$/ }, () => ({ path: `./${NAME}`, external: true }))
  },
}

/** Options that differ from the command's. The bundle has development dependencies, so an installation stays small. */
export function mcpEntry(root) {
  return {
    entryPoints: [{ in: `${root}src/mcp/serve-mcp.ts`, out: NAME.replace('.js', '') }],
    alias: { '@modelcontextprotocol/server/_shims': `${root}scripts/mcp-shims.mjs` },
    metafile: true,
  }
}

/** Writes the licence texts of packages that are in a bundle and not installed beside it: they must come with it. */
export function writeLicences(root, { inputs }) {
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const names = Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])
  const bundled = [...new Set(names)].filter((name) => !(name in dependencies)).sort()
  writeFileSync(`${root}dist/mcp-server.LICENSES.txt`, bundled.map((name) => renderLicence(root, name)).join('\n'))
}

function renderLicence(root, name) {
  const folder = join(root, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${name} ${version} (${license})\n\n${findLicence(folder)}\n`
}

function findLicence(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  if (file === undefined) throw new Error(`no licence text in ${folder}`)
  return readFileSync(join(folder, file), 'utf8')
}
