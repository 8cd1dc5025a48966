import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import { npmProgram, requireProgram } from '../../support/tools.js'

let fleet: Fleet
let bob: Shell

beforeEach((context) => {
  requireProgram(context, npmProgram('lefthook'))
  fleet = createFleet({ init: false })
  bob = fleet.as('bob')
})
afterEach(() => fleet.remove())

/** Puts the guard in, and gives what lefthook itself then reads. */
function initBeside(name: string, text: string | Buffer): { ended: Ended; read: string; path: string } {
  const path = join(fleet.top, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  const ended = bob.holdfast('init', '--yes')
  return { ended, read: bob.run(npmProgram('lefthook'), ['dump']).stdout, path }
}

const YAML = '# ours\npre-commit:\n  jobs:\n    - run: "true" # as it is\n'
const LINE = '"$(git rev-parse --git-common-dir)/holdfast/hooks/sourced.sh"'

describe("lefthook's configuration", () => {
  it.each([
    ['of YAML', 'lefthook.yml', YAML],
    ['behind three dashes', '.lefthook.yaml', `\n# head\n---\n${YAML}`],
    ['with line ends of Windows', 'lefthook.yml', YAML.replaceAll('\n', '\r\n')],
    ['behind a byte order mark', 'lefthook.yml', `\ufeff${YAML}`],
    ['without a last line end', 'lefthook.yml', YAML.trimEnd()],
    ['in .config', '.config/lefthook.yml', YAML],
    ['of TOML', 'lefthook.toml', '# ours\n[pre-commit]\n[[pre-commit.jobs]]\nrun = "true"\n'],
    ['of JSON', 'lefthook.json', '{\n  "pre-commit": { "jobs": [{ "run": "true" }] }\n}\n'],
    ['of JSON on one line', 'lefthook.json', '{"pre-commit":{"jobs":[{"run":"true"}]}}'],
  ])('%s names the guard, as lefthook reads it, and comes back byte for byte', (_what, name, text) => {
    const { ended, read, path } = initBeside(name, text)
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
    expect(read).toContain('holdfast/hooks/sourced.sh')
    expect(read).toContain('pre-commit')
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('is shown by a dry run, line by line, and not written', () => {
    writeFileSync(join(fleet.top, 'lefthook.yml'), YAML)
    const told = bob.holdfast('init', '--dry-run')
    expect(told.stdout).toContain(`rc: '${LINE}'`)
    expect(readFileSync(join(fleet.top, 'lefthook.yml'), 'utf8')).toBe(YAML)
  })

  it.each([
    ['a mapping in braces', 'lefthook.yml', '{ pre-commit: { jobs: [] } }\n'],
    ['a list', 'lefthook.yml', '- a\n'],
    ['nothing', 'lefthook.yml', ''],
    ['a directive', 'lefthook.yml', `%YAML 1.2\n---\n${YAML}`],
    ['an empty object', 'lefthook.json', '{}\n'],
    ['a comment before the object', 'lefthook.jsonc', '// ours\n{ "pre-commit": {} }\n'],
  ])('of %s is left alone, and the line to add is said', (_what, name, text) => {
    const { ended, path } = initBeside(name, text)
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain('sourced.sh')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('with an rc of its own gets the line there, by hand, and that is enough', () => {
    const text = `rc: ./.lefthookrc\n${YAML}`
    const { ended, path } = initBeside('lefthook.yml', text)
    expect(ended.exitCode).toBe(2)
    const [, line = ''] = /\n {2}(\[.*)\n/.exec(ended.stderr) ?? []
    expect(line).toContain(LINE)
    bob.write('.lefthookrc', `${line}\n`)
    expect(bob.holdfast('init', '--yes')).toMatchObject({ exitCode: 0 })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(bob.run(npmProgram('lefthook'), ['install', '--force']).exitCode).toBe(0)
    expect(bob.holdfast('doctor')).toMatchObject({ exitCode: 0 })
    fleet.as('alice').holdfast('lock', 'src')
    bob.write('src/a.ts', 'x\n')
    bob.git('add', 'src')
    expect(bob.git('commit', '-qm', 'x').exitCode).toBe(1)
  })

  it('that lost the line is found by doctor, and mended', () => {
    const { path } = initBeside('lefthook.yml', YAML)
    writeFileSync(path, YAML)
    const told = bob.holdfast('doctor')
    expect(told.exitCode).toBe(1)
    expect(told.stdout).toContain('lefthook.yml')
    expect(bob.holdfast('doctor', '--fix')).toMatchObject({ exitCode: 0 })
    expect(readFileSync(path, 'utf8')).toContain(LINE)
  })

  it('is not followed through a link out of the repository', () => {
    const outside = join(fleet.folder, 'theirs.yml')
    writeFileSync(outside, YAML)
    rmSync(join(fleet.top, 'lefthook.yml'), { force: true })
    bob.run('ln', ['-s', outside, 'lefthook.yml'])
    expect(bob.holdfast('init', '--yes').exitCode).toBe(2)
    expect(readFileSync(outside, 'utf8')).toBe(YAML)
  })
})

describe('a commit right after init', () => {
  it('asks the guard once, although hook and configuration both name it', () => {
    bob.write('lefthook.yml', YAML)
    bob.git('add', '.')
    bob.git('commit', '-qm', 'x')
    expect(bob.run(npmProgram('lefthook'), ['install']).exitCode).toBe(0)
    expect(bob.holdfast('init', '--yes').exitCode).toBe(0)
    const script = join(fleet.home, 'hooks/pre-commit')
    writeFileSync(script, readFileSync(script, 'utf8').replace('\n', '\necho asked >> ../asked\n'))
    const rc = `[ -f ${LINE} ] && . ${LINE}\n`
    const hook = join(fleet.top, '.git/hooks/pre-commit')
    writeFileSync(hook, readFileSync(hook, 'utf8').replace('call_lefthook()', `${rc}call_lefthook()`))
    bob.write('docs/a.md', 'x\n')
    bob.git('add', 'docs')
    expect(bob.git('commit', '-qm', 'x')).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(fleet.folder, 'asked'), 'utf8')).toBe('asked\n')
  })
})
