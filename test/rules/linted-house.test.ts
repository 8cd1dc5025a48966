import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint, Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { inProject } from '../support/project.js'

/** What one rule of the project's own linter says of a file, wherever the file lies. */
async function lint(rule: string, path: string, text: string, cwd = inProject('.')): Promise<readonly string[]> {
  const ours = (await new ESLint({ cwd: inProject('.') }).calculateConfigForFile(path)) as Linter.Config
  const config = { files: ['**/*.ts'], plugins: ours.plugins ?? {}, rules: { [rule]: ours.rules?.[rule] ?? 'off' } }
  return new Linter({ cwd }).verify(text, [config], join(cwd, path)).map(({ message }) => message)
}

const lintImports = (path: string, text: string): Promise<readonly string[]> =>
  lint('no-restricted-imports', path, text)

describe('the one door to the disk', () => {
  it.each(['node:fs', 'node:fs/promises', 'fs'])('keeps %s to disk/, processes/ and the entries', async (module) => {
    const text = `import * as fs from '${module}'\n`
    const layers = readdirSync(inProject('src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const open: string[] = []
    for (const { name } of layers) if ((await lintImports(`src/${name}/x.ts`, text)).length === 0) open.push(name)
    expect(open.sort()).toEqual(['disk', 'processes'])
    expect(await lintImports('src/core/patterns/x.ts', text)).not.toEqual([])
    expect(await lintImports('src/index.ts', text)).toMatchObject([expect.stringContaining('Only disk/ touches files')])
  })

  it('is not gone round at run time', () => {
    const names = readdirSync(inProject('src'), { recursive: true, encoding: 'utf8' })
    const paths = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts'))
    const users = paths.filter((path) =>
      /['"`](?:node:)?fs(?:\/promises)?['"`]/.test(readFileSync(inProject(`src/${path}`), 'utf8')),
    )
    expect(users.filter((path) => !/^(?:disk|processes)\//.test(path)).sort()).toEqual([
      'agent-hook.ts',
      'guard.ts',
      'main.ts',
    ])
  })
})

describe('a folder', () => {
  const LIST = 'src/cli/commands'

  /** Of a folder of that name, and so many files, somewhere else. */
  function lintFolder(folder: string, files: number): Promise<readonly string[]> {
    const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-lint-')))
    mkdirSync(join(cwd, folder), { recursive: true })
    for (let number = 1; number <= files; number += 1) writeFileSync(join(cwd, folder, `${number}.ts`), '')
    writeFileSync(join(cwd, folder, 'README.md'), '')
    return lint('house/files-in-a-folder', `${folder}/1.ts`, '', cwd)
  }

  it('has at most 16 files', async () => {
    expect(await lintFolder('src/app/locks', 16)).toEqual([])
    expect(await lintFolder('src/app/locks', 17)).toEqual(['src/app/locks has 17 files, more than 16: divide it.'])
  })

  it('that is a list has one for each of its items', async () => {
    expect(await lintFolder(LIST, 17)).toEqual([])
    expect(await lintFolder(`${LIST}/drawer`, 17)).toHaveLength(1)
  })
})
