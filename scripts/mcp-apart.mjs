/**
 * The MCP server as a bundle of its own. In one bundle with the command, what both use of zod and of src/ would go into
 * pieces that every command reads: 56 kB more.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAME = 'mcp-server.js'

/** For the command's bundle: `import('./mcp/serve-mcp.js')` stays an import, of the other bundle. */
export const leaveMcpApart = {
  name: 'leave-mcp-apart',
  setup(build) {
    build.onResolve({ filter: /\/mcp\/serve-mcp\.js$/ }, () => ({ path: `./${NAME}`, external: true }))
  },
}

/** What differs from the command's bundle. Development dependencies go in, so that an installation stays small. */
export function mcpEntry(root) {
  return {
    entryPoints: [{ in: `${root}src/mcp/serve-mcp.ts`, out: NAME.replace('.js', '') }],
    alias: { '@modelcontextprotocol/server/_shims': `${root}scripts/mcp-shims.mjs` },
    metafile: true,
  }
}

/** The licences of the packages that went into a bundle and are not installed beside it: their texts have to come along. */
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
