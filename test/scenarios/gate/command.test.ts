import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let ci: Shell
let clone: string

beforeEach(() => {
  fleet = createFleet({ init: false })
  const alice = fleet.as('alice')
  alice.holdfast('lock', 'src', '-m', 'a reason')
  alice.holdfast('publish')
  clone = join(fleet.folder, 'ci')
  fleet.as(null).git('clone', '--quiet', fleet.remote, clone)
  ci = fleet.as(null, clone)
})
afterEach(() => fleet.remove())

function commit(path: string | Buffer): void {
  writeFileSync(typeof path === 'string' ? join(clone, path) : Buffer.concat([Buffer.from(`${clone}/`), path]), 'x\n')
  ci.git('add', '--all')
  ci.git('commit', '--quiet', '-m', 'x')
}

const gate = (...args: string[]): Ended => ci.holdfast('gate', '--base', 'origin/main', ...args)
const read = (path: string): string => readFileSync(join(clone, path), 'utf8')

describe('git holdfast gate', () => {
  it('ends with 0 for what is free, and with 1 for what is locked, and names holder, reason and expiry', () => {
    commit('free.txt')
    expect(gate()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('clear') })
    mkdirSync(join(clone, 'src'))
    commit('src/a.ts')
    const refused = gate()
    expect(refused).toMatchObject({ exitCode: 1, stderr: '' })
    expect(refused.stdout).toContain('locked by alice: WRITE on "src", "a reason"')
    expect(refused.stdout).toMatch(/until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(\d+ min left\)/)
  })

  it('writes several formats at once, each to where it is told, with the same exit code', () => {
    mkdirSync(join(clone, 'src'))
    commit('src/a.ts')
    const ended = gate(
      ...'--format sarif -o out/report.sarif --format junit --output=junit.xml --format json'.split(' '),
    )
    expect(ended.exitCode).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'refused', conflicts: [{ path: 'src/a.ts' }] })
    expect(JSON.parse(read('out/report.sarif'))).toMatchObject({ version: '2.1.0' })
    expect(read('junit.xml')).toContain('<failure')
    expect(readdirSync(join(clone, 'out'))).toEqual(['report.sarif'])
  })

  it('of a path that is not UTF-8 is refused, and says so in every format', () => {
    mkdirSync(join(clone, 'src'))
    commit(Buffer.from('src/caf\xe9.ts', 'latin1'))
    for (const format of ['text', 'json', 'github', 'sarif', 'gitlab', 'junit', 'rdjson'])
      expect(gate('--format', format)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('caf') })
  })

  it.each([
    ['an unknown format', ['--format', 'pdf'], '--format is "pdf"'],
    ['a file without its format', ['-o', 'x'], '-o'],
    ['two files for one format', ['--format', 'json', '-o', 'a', '-o', 'b'], '-o'],
    ['two formats for one output', ['--format', 'json', '--format', 'text'], 'two formats'],
    ['two formats for one file', ['--format', 'json', '-o', 'a', '--format', 'text', '-o', 'a'], 'two formats'],
    ['a word that is no option', ['main'], 'Too many arguments'],
  ])('refuses %s', (_what, args, text) => {
    const refused = gate(...args)
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
    expect(refused.stderr).toContain(text)
    expect(refused.stderr).toContain('Try:')
  })

  it('never ends with 0 where it could not check', () => {
    commit('free.txt')
    ci.git('remote', 'set-url', 'origin', join(fleet.folder, 'gone.git'))
    const unknown = gate('--format', 'json')
    expect(unknown).toMatchObject({ exitCode: 3, stdout: '' })
    expect(unknown.stderr).toContain('cannot be asked')
    expect(ci.holdfast('gate')).toMatchObject({ exitCode: 2 })
  })
})

describe('a report in a file', () => {
  const write = (path: string): Ended => gate('--format', 'json', '-o', path)

  it('takes the place of a planted link, and does not follow it', () => {
    writeFileSync(join(fleet.folder, 'victim'), 'precious')
    symlinkSync(join(fleet.folder, 'victim'), join(clone, 'report.json'))
    expect(write('report.json').exitCode).toBe(0)
    expect(readFileSync(join(fleet.folder, 'victim'), 'utf8')).toBe('precious')
    expect(lstatSync(join(clone, 'report.json')).isFile()).toBe(true)
  })

  it('is not written through a planted folder', () => {
    mkdirSync(join(fleet.folder, 'elsewhere'))
    symlinkSync(join(fleet.folder, 'elsewhere'), join(clone, 'out'))
    for (const path of ['out/report.json', 'out/deeper/report.json', join(clone, 'out/report.json')])
      expect(write(path)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is a symbolic link') })
    expect(readdirSync(join(fleet.folder, 'elsewhere'))).toEqual([])
  })

  it('may lie outside of the repository, and says why it cannot be written', () => {
    expect(write('../report.json').exitCode).toBe(0)
    expect(existsSync(join(fleet.folder, 'report.json'))).toBe(true)
    mkdirSync(join(clone, 'folder'))
    expect(write('folder')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not written') })
  })
})

describe('on GitHub Actions', () => {
  it('the gate annotates, sums up and sets its outputs', () => {
    mkdirSync(join(clone, 'src'))
    commit('src/a.ts')
    const [summary, output] = [join(fleet.folder, 'summary'), join(fleet.folder, 'output')]
    writeFileSync(summary, 'before\n')
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output }
    const ended = ci.run('git-holdfast', ['gate', '--base', 'origin/main'], { env })
    expect(ended.exitCode).toBe(1)
    expect(ended.stdout).toMatch(/^::stop-commands::[0-9a-f-]{36}\n/)
    expect(ended.stdout).toContain('::error file=src/a.ts,line=1,title=Locked by alice::')
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n### Holdfast: refused\n/)
    const outputs = readFileSync(output, 'utf8').matchAll(/^(\w+)<<([0-9a-f-]{36})\n(.*)\n\2$/gm)
    expect([...outputs].map(([, name, , value]) => [name, value])).toEqual([
      ['verdict', 'refused'],
      ['conflicts', '1'],
      ['base', ci.git('rev-parse', 'origin/main').stdout.trim()],
      ['head', ci.git('rev-parse', 'HEAD').stdout.trim()],
    ])
  })

  it('a summary that cannot be written changes no verdict', () => {
    commit('free.txt')
    symlinkSync(join(fleet.folder, 'victim'), join(fleet.folder, 'summary'))
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(fleet.folder, 'summary') }
    const ended = ci.run('git-holdfast', ['gate', '--base', 'origin/main'], { env })
    expect(ended.exitCode).toBe(0)
    expect(existsSync(join(fleet.folder, 'victim'))).toBe(false)
  })
})
