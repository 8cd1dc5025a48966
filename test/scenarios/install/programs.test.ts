import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AGENT_PROGRAMS } from '../../../src/programs/names.js'
import { filesOf, PROGRAM_SETTINGS } from '../../../src/programs/all-settings.js'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'
import { readTree } from '../../support/tree.js'

let fleet: Fleet
let alice: Shell

beforeEach(() => {
  fleet = createFleet({ init: false })
  alice = fleet.as('alice')
})
afterEach(() => fleet.remove())

const at = (name: string): string => join(fleet.top, name)
const read = (name: string): string => readFileSync(at(name), 'utf8')
const ALL = AGENT_PROGRAMS.join(',')

/** Of the work tree: the hooks in the git folder are another story. */
function workTree(): ReadonlyMap<string, string> {
  return new Map([...readTree(fleet.top)].filter(([path]) => path !== '.git' && !path.startsWith('.git/')))
}

/** Files as a project has them, for every program. */
function writeProject(): void {
  alice.write('.claude/settings.json', '{\n\t"permissions": { "allow": ["Bash(ls)"] }\n}')
  alice.write('.mcp.json', '{"mcpServers":{"other":{"command":"other"}}}\n')
  alice.write('.codex/config.toml', 'model = "m" # mine\n\n[mcp_servers.other]\ncommand = "other"\n')
  alice.write('.cursor/hooks.json', '{\r\n  "version": 1,\r\n  "hooks": {}\r\n}\r\n')
  alice.write('.gemini/settings.json', '{\n  // mine\n  "ui": { "theme": "x", },\n}\n')
  alice.write('.vscode/mcp.json', '{\n    "inputs": [],\n    "servers": {}\n}\n')
  alice.write('opencode.jsonc', '\uFEFF{ "theme": "x" /* mine */ }\n')
  alice.write('.windsurf/hooks.json', '{"hooks":{"pre_write_code":[{"command":"mine"}]}}')
  alice.write('AGENTS.md', '# Rules\r\n\r\nBe kind.')
}

describe('init --agents', () => {
  it('wires every program, once, and uninstall gives every byte back', () => {
    writeProject()
    const before = workTree()
    expect(alice.holdfast('init', '--agents', ALL, '--agents-md').exitCode).toBe(0)
    const wired = workTree()
    for (const { path, instead = [] } of filesOf(AGENT_PROGRAMS))
      expect([path, ...instead].some((name) => wired.get(name)?.includes('holdfast'))).toBe(true)
    expect(alice.json('init', '--agents', ALL, '--agents-md').edits).toEqual([])
    expect(workTree()).toEqual(wired)
    expect(alice.holdfast('uninstall').exitCode).toBe(0)
    expect(workTree()).toEqual(before)
  })

  it('leaves nothing behind where it made every file', () => {
    const before = workTree()
    alice.holdfast('init', '--agents', ALL, '--agents-md')
    expect(workTree().size).toBeGreaterThan(before.size)
    alice.holdfast('uninstall')
    expect(workTree()).toEqual(before)
  })

  it.each(AGENT_PROGRAMS)('wires %s by its name alone, and reports it as wired', (program) => {
    const sign = PROGRAM_SETTINGS[program].signs[0] ?? ''
    alice.write(sign.includes('.', 1) ? sign : `${sign}/x`, '{}')
    const { agents } = alice.json('init', '--agents', program)
    expect(agents).toContainEqual({ host: program, state: 'wired' })
  })

  it('finds the programs that are used here, and no others', () => {
    alice.write('.claude/commands/x.md', 'x')
    alice.write('.cursorrules', 'x')
    expect(alice.json('init', '--agents', '--dry-run').agents.map((each: { host: string }) => each.host)).toEqual([
      'claude',
      'cursor',
    ])
    expect(alice.holdfast('init', '--agents').stdout).toContain('Claude Code asks before an edit')
    expect(existsSync(at('.cursor/hooks.json'))).toBe(true)
    expect(existsSync(at('.codex'))).toBe(false)
  })

  it('shows every line, as words and as JSON, and writes nothing in a dry run', () => {
    writeProject()
    const before = workTree()
    const { stdout } = alice.holdfast('init', '--agents', 'windsurf,codex', '--dry-run')
    expect(stdout).toContain('+++ b/.windsurf/hooks.json')
    expect(stdout).toContain('+[mcp_servers.holdfast]')
    expect(stdout).toContain('nothing was written')
    const { edits, written } = alice.json('init', '--agents', 'windsurf', '--dry-run')
    expect(written).toBe(false)
    expect(edits.at(-1)).toMatchObject({ change: 'update', diff: expect.stringContaining('@@ -1,1 +1,') })
    expect(workTree()).toEqual(before)
  })

  it('is only named by a plain init, and asked for nothing with none', () => {
    alice.write('.gemini/settings.json', '{}')
    const before = workTree()
    expect(alice.holdfast('init').stdout).toContain('Used here, and not wired: Gemini CLI. Try: git holdfast init')
    expect(alice.holdfast('init', '--agents', 'none').stdout).not.toContain('Gemini')
    expect(workTree()).toEqual(before)
  })

  it('renews what an earlier version wrote, and leaves no second entry', () => {
    const old = { hooks: [{ type: 'command', command: 'git holdfast agent-hook --host claude', timeout: 5 }] }
    alice.write('.claude/settings.json', JSON.stringify({ hooks: { PreToolUse: [old], PostToolUse: [old] } }, null, 2))
    expect(alice.json('init', '--agents', 'none').agents).toEqual([{ host: 'claude', state: 'part' }])
    alice.holdfast('init', '--agents')
    const { hooks } = JSON.parse(read('.claude/settings.json')) as { hooks: Record<string, unknown[]> }
    expect(hooks['PostToolUse']).toBeUndefined()
    expect(hooks['PreToolUse']).toHaveLength(1)
    expect(read('.claude/settings.json')).not.toContain('"timeout": 5')
  })

  it('writes into the file that the program reads', () => {
    alice.write('.github/mcp.json', '{"mcpServers":{}}')
    alice.write('.opencode/opencode.json', '{}')
    alice.holdfast('init', '--agents', 'copilot,opencode')
    expect(read('.github/mcp.json')).toContain('holdfast')
    expect(read('.opencode/opencode.json')).toContain('holdfast')
    expect([existsSync(at('.mcp.json')), existsSync(at('opencode.json'))]).toEqual([false, false])
  })

  it('names what it does not know', () => {
    const { exitCode, stderr } = alice.holdfast('init', '--agents', 'claude,clippy')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('expected one of auto, none, claude')
  })
})

describe('a file that cannot be edited', () => {
  const refusal = (): string => {
    const before = workTree()
    const { exitCode, stderr } = alice.holdfast('init', '--agents', 'claude,cursor')
    expect(exitCode).toBe(2)
    expect(workTree()).toEqual(before)
    return stderr
  }

  it.each([
    ['broken JSON', '{\n  "a": 1,\n  "b" 2\n}', '".claude/settings.json" is not touched: line 3, column 7'],
    ['binary', Buffer.from([0x7b, 0, 0x7d]), 'is no text in UTF-8'],
    ['of another encoding', Buffer.from([0xff, 0xfe, 0x7b, 0]), 'is no text in UTF-8'],
    ['too large', Buffer.alloc(1024 * 1024 + 1, ' '), 'is larger than 1 MiB'],
    ['hooks as a list', '{"hooks": []}', 'line 1, column 11: expected an object here, not a list'],
  ])('is named, and no other is written: %s', (_name, content, words) => {
    alice.write('.claude/settings.json', content)
    expect(refusal()).toContain(words)
  })

  it('is one that is read-only', () => {
    alice.write('.claude/settings.json', '{}')
    chmodSync(at('.claude/settings.json'), 0o444)
    expect(refusal()).toContain('".claude/settings.json" is not touched: it is read-only')
  })

  it('is one that is a folder, or lies under a file', () => {
    mkdirSync(at('.claude/settings.json'), { recursive: true })
    expect(refusal()).toContain('is not a regular file')
    rmSync(at('.claude'), { recursive: true })
    alice.write('.claude', 'a file')
    expect(refusal()).toContain('".claude/settings.json" is not touched')
  })

  it('is one behind a link out of the repository, or into the git folder', () => {
    const outside = join(fleet.folder, 'outside')
    mkdirSync(outside)
    symlinkSync(outside, at('.claude'))
    expect(refusal()).toContain('leads out of the repository')
    expect(existsSync(join(outside, 'settings.json'))).toBe(false)
    rmSync(at('.claude'))
    symlinkSync(at('.git'), at('.claude'))
    expect(refusal()).toContain('leads into the git folder')
  })

  it('is one whose name leads to nothing', () => {
    mkdirSync(at('.claude'))
    symlinkSync('nowhere', at('.claude/settings.json'))
    expect(refusal()).toContain('is a symbolic link to nothing')
  })

  it('is no hindrance to take ours out of the others', () => {
    alice.holdfast('init', '--agents', 'claude,cursor')
    alice.write('.gemini/settings.json', 'nonsense')
    expect(alice.holdfast('uninstall').exitCode).toBe(0)
    expect(existsSync(at('.cursor/hooks.json'))).toBe(false)
    expect(read('.gemini/settings.json')).toBe('nonsense')
  })
})

describe('a link within the repository', () => {
  it('is followed, and stays a link', () => {
    alice.write('shared/AGENTS.md', '# Rules\n')
    symlinkSync('shared/AGENTS.md', at('AGENTS.md'))
    const before = workTree()
    alice.holdfast('init', '--agents-md')
    expect(read('shared/AGENTS.md')).toContain('git holdfast check')
    alice.holdfast('uninstall')
    expect(workTree()).toEqual(before)
  })
})

describe('uninstall', () => {
  it('leaves shared files alone where it is told to', () => {
    alice.holdfast('init', '--agents', 'claude')
    const wired = workTree()
    expect(alice.holdfast('uninstall', '--agents', 'none').exitCode).toBe(0)
    expect(workTree()).toEqual(wired)
  })

  it('keeps what others wrote into our files since', () => {
    alice.holdfast('init', '--agents', 'claude,copilot')
    const file = '.github/hooks/holdfast.json'
    const mine = JSON.parse(read(file)) as { hooks: Record<string, unknown[]> }
    mine.hooks['preToolUse']?.push({ type: 'command', bash: 'mine' })
    writeFileSync(at(file), JSON.stringify(mine, null, 2))
    alice.holdfast('uninstall')
    expect(JSON.parse(read(file))).toEqual({ version: 1, hooks: { preToolUse: [{ type: 'command', bash: 'mine' }] } })
    expect(existsSync(at('.claude'))).toBe(false)
  })

  it('takes away a file of ours that stands in a clone of a clone', () => {
    alice.holdfast('init', '--agents', 'opencode')
    const other = join(fleet.folder, 'other')
    alice.git('init', '--quiet', other)
    cpSync(at('.opencode'), join(other, '.opencode'), { recursive: true })
    const bob = fleet.as('bob', other)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(existsSync(join(other, '.opencode'))).toBe(false)
  })
})
