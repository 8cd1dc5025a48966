import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectSuccess, createServer, type Server } from '../../support/server.js'
import { readTree } from '../../support/tree.js'

let server: Server
let hook: string

beforeEach(() => {
  server = createServer()
  hook = join(server.fleet.remote, 'hooks/pre-receive')
})
afterEach(() => server.fleet.remove())

describe('init --server', () => {
  const theirs = `#!/bin/sh\ncat > seen\nprintf '%s' "$GIT_PUSH_OPTION_COUNT" > options\nexit 0\n`

  beforeEach(() => {
    expectSuccess(server.admin.holdfast('uninstall'))
    writeFileSync(hook, theirs, { mode: 0o750 })
  })

  it('runs before a hook that is there, which gets the same standard input', () => {
    expectSuccess(server.admin.holdfast('init', '--server', '--yes'))
    const before = server.refOf('refs/heads/main')
    server.commit('docs/a.md')
    expectSuccess(server.push('origin', 'main'))
    const line = `${before} ${server.refOf('refs/heads/main')} refs/heads/main\n`
    expect(readFileSync(join(server.fleet.remote, 'seen'), 'utf8')).toBe(line)
    rmSync(join(server.fleet.remote, 'seen'))
    server.lock('src')
    server.commit('src/a.ts')
    expect(server.push('origin', 'main').exitCode).toBe(1)
    expect(() => statSync(join(server.fleet.remote, 'seen'))).toThrow()
  })

  it('is undone byte for byte', () => {
    const before = readTree(join(server.fleet.remote, 'hooks'))
    expectSuccess(server.admin.holdfast('init', '--server', '--yes'))
    expectSuccess(server.admin.holdfast('uninstall'))
    expect(readTree(join(server.fleet.remote, 'hooks'))).toEqual(before)
  })

  it('chains a hook that is no shell script', () => {
    const program = `#!${process.execPath}\nrequire('fs').writeFileSync('seen', require('fs').readFileSync(0))\n`
    writeFileSync(hook, program, { mode: 0o755 })
    expectSuccess(server.admin.holdfast('init', '--server', '--yes'))
    server.commit('docs/a.md')
    expectSuccess(server.push('origin', 'main'))
    expect(readFileSync(join(server.fleet.remote, 'seen'), 'utf8')).toContain('refs/heads/main')
    expectSuccess(server.admin.holdfast('uninstall'))
    expect(readFileSync(hook, 'utf8')).toBe(program)
  })

  it('refuses every push where the files of the guard are gone', () => {
    expectSuccess(server.admin.holdfast('init', '--server', '--yes'))
    rmSync(join(server.home, 'hooks'), { recursive: true })
    server.commit('docs/a.md')
    expect(server.push('origin', 'main').stderr).toContain("the guard's files are missing on the server")
  })
})

describe('a server', () => {
  it('is a bare repository', () => {
    const { exitCode, stderr } = server.bob.holdfast('init', '--server')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('has a work tree')
  })

  it('is proved by doctor, by a push that has to be refused', () => {
    const findings = server.admin.json('doctor').findings as { check: string; isGood: boolean }[]
    expect(findings.filter(({ check }) => check === 'canary')).toMatchObject([{ isGood: true }])
    expect(findings.every(({ isGood }) => isGood)).toBe(true)
    expect(server.admin.holdfast('log').stdout).not.toContain('canary')
  })

  it('is found out by doctor where its hook lets pushes through, and mended', () => {
    writeFileSync(hook, readFileSync(hook, 'utf8').replace('#!/bin/sh\n', '#!/bin/sh\nexit 0\n'))
    const canary = (server.admin.json('doctor').findings as { check: string; isGood: boolean }[]).find(
      ({ check }) => check === 'canary',
    )
    expect(canary).toMatchObject({ isGood: false })
    rmSync(hook)
    expect(server.admin.json('status').hooks).toEqual([{ name: 'pre-receive', installed: false }])
    expectSuccess(server.admin.holdfast('doctor', '--fix'))
    expect(server.admin.json('status').hooks).toEqual([{ name: 'pre-receive', installed: true }])
  })

  it('refuses while its locks cannot be read, unless the push only deletes', () => {
    server.lock('src')
    expectSuccess(server.push('origin', 'main:refs/heads/old'))
    writeFileSync(join(server.home, 'locks/broken.agent_lock'), '{')
    server.commit('docs/a.md')
    expect(server.push('origin', 'main').exitCode).toBe(1)
    expectSuccess(server.push('origin', ':refs/heads/old'))
  })

  it('lets pushes through unchecked where there is no Node and its policy is to warn', () => {
    server.lock('src')
    server.commit('src/a.ts')
    for (const name of ['hooks/guard.sh']) {
      const path = join(server.home, name)
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('node=$(command -v node)', 'false'))
    }
    rmSync(join(server.home, 'hooks/node'))
    expect(server.push('origin', 'main').stderr).toContain('there is no node')
    server.configure('holdfast.onError', 'warn')
    expectSuccess(server.push('origin', 'main'))
  })

  it('says which setting it does not understand', () => {
    server.configure('holdfast.requirePusher', 'perhaps')
    server.lock('src')
    server.commit('docs/a.md')
    const { exitCode, stderr } = server.push('origin', 'main')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('holdfast.requirePusher')
  })
})
