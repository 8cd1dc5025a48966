import { isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'

/**
 * An esbuild plugin: these modules are loaded when one of their functions is first called. Most commits call none of
 * them, and Node takes some milliseconds to read and run them. Our own modules are named as in src/, without their
 * ending. They export only functions, and constants that JSON can hold.
 *
 * @param entry the bundle's name: the modules go into `<entry>-late.cjs`
 */
export function loadLate(root, names, entry) {
  const isLate = (name) => names.includes(name)
  return {
    name: 'load-late',
    setup(bundle) {
      bundle.onResolve({ filter: /.*/ }, ({ path, importer, resolveDir, kind, namespace }) => {
        if (namespace === 'late') return { path, external: true }
        if (kind !== 'import-statement' || !importer.startsWith(join(root, 'src'))) return undefined
        const name = path.startsWith('.')
          ? relative(join(root, 'src'), join(resolveDir, path)).replace(/\.js$/, '')
          : path
        return isLate(name) ? { path: name, namespace: 'late' } : undefined
      })
      bundle.onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => ({
        contents: await renderStandIns(root, path, entry),
      }))
    },
  }
}

/** The modules in one file, each under its name. */
export function lateEntry(root, names, entry) {
  const ours = names.filter((name) => !isBuiltin(name))
  const entries = ours.map((name) => `${JSON.stringify(name)}: require(${JSON.stringify(sourceOf(root, name))})`)
  return {
    stdin: { contents: `module.exports = { ${entries.join(', ')} }`, resolveDir: root },
    outfile: join(root, 'dist', `${entry}-late.cjs`),
  }
}

function sourceOf(root, name) {
  return isOurs(name) ? join(root, 'src', `${name}.ts`) : name
}

function isOurs(name) {
  return dirname(name) !== '.' && !name.startsWith('@')
}

async function renderStandIns(root, name, entry) {
  const module = isOurs(name) ? await import(join(root, 'dist', `${name}.js`)) : (await import(name)).default
  const names = Object.keys(module).filter((key) => /^[A-Za-z]\w*$/.test(key) && key !== 'default')
  const lines = names.map((key) => `export const ${key} = ${renderStandIn(module[key], `load().${key}`)}`)
  return [`const load = () => ${sourceOfModule(name, entry)}`, ...lines, `export default { ${names.join(', ')} }`].join(
    '\n',
  )
}

/** Loads the file of the same version: where the hooks run, the names of both files end with the version. */
function sourceOfModule(name, entry) {
  if (isBuiltin(name)) return `require(${JSON.stringify(name)})`
  return `require(__filename.replace(/${entry}(?=[^/\\\\]*$)/, '${entry}-late'))[${JSON.stringify(name)}]`
}

function renderStandIn(value, source) {
  return typeof value === 'function' ? `(...args) => ${source}(...args)` : JSON.stringify(value)
}
