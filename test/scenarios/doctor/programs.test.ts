import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let alice: Shell
let home: string

beforeEach(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  home = join(fleet.folder, 'home')
  mkdirSync(home)
})
afterEach(() => fleet.remove())

interface Told {
  readonly isGood: boolean
  readonly text: string
  readonly fix: string | null
  readonly repaired: string | null
}

function doctor(...args: string[]): readonly Told[] {
  const { stdout } = alice.run('git-holdfast', ['doctor', '--json', ...args], { env: { HOME: home } })
  const { findings } = JSON.parse(stdout) as { findings: readonly (Told & { check: string })[] }
  return findings.filter(({ check }) => check === 'wiring' || check === 'trust')
}

const only = (text: string, ...args: string[]): Told | undefined =>
  doctor(...args).find((told) => told.text.includes(text))
const read = (name: string): string => readFileSync(join(fleet.top, name), 'utf8')

function writeHome(name: string, text: string): void {
  mkdirSync(dirname(join(home, name)), { recursive: true })
  writeFileSync(join(home, name), text)
}

describe('doctor on agent programs', () => {
  it('says nothing where none is used, and that one is not wired without calling it wrong', () => {
    expect(doctor()).toEqual([])
    alice.write('.windsurf/rules/x.md', 'x')
    expect(doctor()).toMatchObject([{ isGood: true, text: expect.stringContaining('not wired: git holdfast init') }])
  })

  it('tells what is wired from what nobody can know', () => {
    alice.holdfast('init', '--agents', 'claude')
    expect(only('Claude Code is wired')).toMatchObject({ isGood: true })
    expect(only('cannot be seen from files')).toMatchObject({ isGood: true })
  })

  it('finds an entry of another version or changed by hand, and renews it', () => {
    alice.holdfast('init', '--agents', 'claude')
    const file = '.claude/settings.json'
    const wired = read(file)
    alice.write(file, wired.replace('"timeout": 15', '"timeout": 1'))
    expect(only('changed by hand')).toMatchObject({ isGood: false, fix: 'git holdfast init --agents claude' })
    expect(only('changed by hand', '--fix')).toMatchObject({ repaired: 'wired Claude Code anew' })
    expect(JSON.parse(read(file))).toEqual(JSON.parse(wired))
  })

  it('finds an entry that is there twice', () => {
    alice.holdfast('init', '--agents', 'windsurf')
    const file = '.windsurf/hooks.json'
    const twice = JSON.parse(read(file)) as { hooks: Record<string, unknown[]> }
    twice.hooks['pre_write_code']?.push(structuredClone(twice.hooks['pre_write_code'][0]))
    alice.write(file, JSON.stringify(twice))
    expect(only('there twice')).toMatchObject({ isGood: false })
  })

  it('names a file that is broken, and what is wired only in part', () => {
    alice.holdfast('init', '--agents', 'cursor')
    alice.write('.cursor/mcp.json', '{}')
    expect(only('wired in part, without ".cursor/mcp.json"')).toMatchObject({ isGood: true })
    alice.write('.cursor/hooks.json', '{')
    expect(only('line 1, column 2')).toMatchObject({ isGood: false })
  })

  it('tells installed from trusted where the program writes that down', () => {
    alice.holdfast('init', '--agents', 'codex,gemini')
    expect(only('Codex has no configuration')).toMatchObject({ isGood: true })
    writeHome('.codex/config.toml', 'model = "x"\n')
    expect(only('the project is not trusted')).toMatchObject({ isGood: false })
    writeHome('.gemini/trustedFolders.json', JSON.stringify({ [fleet.top]: 'DO_NOT_TRUST' }))
    expect(only('the folder is not trusted')).toMatchObject({ isGood: false })
  })

  it('reads a file of the home folder that a manager of dotfiles keeps elsewhere', () => {
    alice.holdfast('init', '--agents', 'codex')
    mkdirSync(join(home, '.codex'))
    writeFileSync(join(home, 'dotfiles.toml'), 'model = "x"\n')
    symlinkSync(join(home, 'dotfiles.toml'), join(home, '.codex/config.toml'))
    expect(only('the project is not trusted')).toMatchObject({ isGood: false })
  })

  it('sees a switch that turns all hooks off, and a plugin beside the files', () => {
    alice.holdfast('init', '--agents', 'claude,gemini')
    alice.write(
      '.claude/settings.local.json',
      '{"disableAllHooks": true, "enabledPlugins": {"holdfast@holdfast": true}}',
    )
    expect(only('"disableAllHooks"')).toMatchObject({ isGood: false })
    expect(only('asks twice: by the plugin holdfast@holdfast')).toMatchObject({ isGood: false })
    const settings = JSON.parse(read('.gemini/settings.json')) as Record<string, unknown>
    alice.write('.gemini/settings.json', JSON.stringify({ ...settings, hooksConfig: { enabled: false } }))
    expect(only('"hooksConfig.enabled" is false')).toMatchObject({ isGood: false })
  })

  it('says that two programs read one file', () => {
    alice.holdfast('init', '--agents', 'claude,copilot,vscode')
    expect(only('copilot and vscode read .claude/settings.json as well')).toMatchObject({ isGood: true })
  })

  it('knows the lines in AGENTS.md that are old or damaged', () => {
    alice.holdfast('init', '--agents-md')
    expect(only('AGENTS.md has the lines of this version')).toMatchObject({ isGood: true })
    alice.write('AGENTS.md', read('AGENTS.md').replace('work elsewhere', 'go on'))
    expect(only('the lines of holdfast in AGENTS.md are of another version')).toMatchObject({ isGood: false })
    alice.write('AGENTS.md', '<!-- holdfast:begin -->\n')
    expect(only('lack a mark')).toMatchObject({ isGood: false })
  })
})
