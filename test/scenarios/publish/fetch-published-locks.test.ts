import { createServer } from 'node:http'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { fetchPublishedLocks } from '../../../src/app/publish/fetch-published-locks.js'
import { publishLocks } from '../../../src/app/publish/publish-locks.js'
import { publishToRemote } from '../../../src/app/publish/publish-by-hand.js'
import { readPublishedLocks } from '../../../src/app/publish/read-published-locks.js'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { locksOf } from '../../../src/app/workspace/locks-of.js'
import { openWorkspace, type Workspace } from '../../../src/app/workspace/workspace.js'
import { hookEnvironment } from '../../../src/git/environment.js'
import { findPlace } from '../../../src/git/place.js'
import { DAY_MS } from '../../../src/core/time.js'
import { problemOf } from '../../support/problem-of.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'

let repository: TestRepository
let remote: TestRepository

beforeEach(() => {
  repository = createRepository()
  remote = repository.remote()
  repository.git('push', '-q', 'origin', 'main')
})

const open = (of: TestRepository, environment: NodeJS.ProcessEnv = process.env): Promise<Workspace> =>
  openWorkspace({ cwd: of.top, environment })

async function publishedBy(of: TestRepository, resource: string): Promise<void> {
  await (await openHoldfast({ cwd: of.top, agent: 'alice' })).acquire(resource)
  await publishToRemote(await open(of))
}

const resourcesIn = (read: Awaited<ReturnType<typeof readPublishedLocks>>): readonly string[] =>
  read.locks.map((lock) => lock.resource).sort()

describe('published locks', () => {
  it('of every clone are fetched, and those of the own store are left out', async () => {
    const [one, two] = [remote.clone(), remote.clone()]
    await publishedBy(one, 'src')
    await publishedBy(two, 'docs')
    expect(resourcesIn(await fetchPublishedLocks(await open(repository), 'origin', true))).toEqual(['docs', 'src'])
    expect(resourcesIn(await fetchPublishedLocks(await open(one), 'origin', true))).toEqual(['docs'])
  })

  it('leave nothing in a clone but refs of our own', async () => {
    await publishedBy(remote.clone(), 'src')
    const refs = (): string => repository.git('for-each-ref', '--format=%(refname)')
    const before = refs()
    await fetchPublishedLocks(await open(repository), 'origin', true)
    const added = refs()
      .split('\n')
      .filter((ref) => !before.split('\n').includes(ref))
    expect(added).toEqual([expect.stringMatching(/^refs\/holdfast\/fetched\/[0-9a-f]{16}\/[0-9a-f]{32}$/)])
    expect(repository.has('.git/FETCH_HEAD')).toBe(false)
  })

  it('go when they are gone on the remote', async () => {
    const one = remote.clone()
    await publishedBy(one, 'src')
    await fetchPublishedLocks(await open(repository), 'origin', true)
    await publishToRemote(await open(one), { delete: true })
    expect(resourcesIn(await fetchPublishedLocks(await open(repository), 'origin', false))).toEqual(['src'])
    expect(resourcesIn(await fetchPublishedLocks(await open(repository), 'origin', true))).toEqual([])
  })

  it('are read on the server itself', async () => {
    await publishedBy(remote.clone(), 'src')
    const env = hookEnvironment(process.env)
    const read = await readPublishedLocks(await findPlace(remote.top, env), env)
    expect(resourcesIn(read)).toEqual(['src'])
    expect(read.stores).toMatchObject([{ revision: 1, lockCount: 1 }])
  })

  it('that end later than any lock can live are not counted', async () => {
    await publishedBy(remote.clone(), 'src')
    const place = await findPlace(remote.top, process.env)
    const read = await readPublishedLocks(place, process.env, { now: Date.now() - 30 * DAY_MS })
    expect(read).toMatchObject({ locks: [], stores: [{ lockCount: 0 }], unreadable: [] })
  })

  it('are read in shallow, partial and SHA-256 clones', async () => {
    await publishedBy(remote.clone(), 'src')
    remote.git('config', 'uploadpack.allowFilter', 'true')
    const clones = [remote.clone('--depth=1'), remote.clone('--filter=blob:none'), remote.clone('--filter=tree:0')]
    for (const clone of clones)
      expect(resourcesIn(await fetchPublishedLocks(await open(clone), 'origin', true))).toEqual(['src'])
    const sha256 = createRepository({ objectFormat: 'sha256' })
    const server = sha256.remote()
    await publishedBy(sha256, 'lib')
    expect(resourcesIn(await readPublishedLocks(await findPlace(server.top, process.env), process.env))).toEqual([
      'lib',
    ])
  })

  it('that cannot be read are named, and the others are read', async () => {
    await publishedBy(remote.clone(), 'src')
    const [ref = ''] = remote.git('for-each-ref', '--format=%(refname)', 'refs/holdfast').split('\n')
    remote.git('update-ref', `refs/holdfast/locks/${'0'.repeat(32)}`, ref)
    remote.git('update-ref', 'refs/holdfast/locks/branch', 'refs/heads/main')
    const blob = String(remote.tryGit(['hash-object', '-w', '--stdin'], { input: 'no JSON' }).stdout).trim()
    remote.git('update-ref', 'refs/holdfast/locks/blob', blob)
    const read = await fetchPublishedLocks(await open(repository), 'origin', true)
    expect(resourcesIn(read)).toEqual(['src'])
    expect(read.unreadable.map(({ path, reason }) => `${path.split('/').at(-1) ?? ''}: ${reason}`).sort()).toEqual([
      expect.stringContaining('0: it is of the store'),
      'blob: it has no file locks.json',
      'branch: it has no file locks.json',
    ])
  })
})

describe('a remote', () => {
  const request = { remote: 'origin', what: 'publish', isDryRun: false, trustsMemory: false, timeoutMs: 400 } as const

  it('that never answers is given up', async () => {
    repository.git('config', 'core.sshCommand', 'cat >/dev/null; true')
    await (await openHoldfast({ cwd: repository.top, agent: 'alice' })).acquire('src')
    const url = 'ssh://nobody@localhost.invalid/repository'
    const workspace = await open(repository, { ...process.env, GIT_SSH_VARIANT: 'simple' })
    expect(await problemOf(() => publishLocks(workspace, locksOf(workspace), { ...request, url }))).toMatchObject({
      code: 'remote-unreachable',
    })
  })

  it('that wants a password is not answered, and no program is asked for one', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const mark = `${createFolder('ask')}/asked`
    repository.write('ask', `#!/bin/sh\n: > '${mark}'\necho x\n`, 0o755)
    const url = `http://user:secret-word@127.0.0.1:${(server.address() as AddressInfo).port}/r.git`
    const asking = { GIT_ASKPASS: repository.path('ask'), SSH_ASKPASS: repository.path('ask'), CI: undefined }
    const workspace = await open(repository, { ...process.env, ...asking })
    const problem = await problemOf(() =>
      publishLocks(workspace, locksOf(workspace), { ...request, url, timeoutMs: 20_000 }),
    )
    expect(problem).toMatchObject({ code: 'remote-unreachable' })
    expect(JSON.stringify(problem)).not.toContain('secret-word')
    expect(existsSync(mark)).toBe(false)
    server.close()
  })
})
