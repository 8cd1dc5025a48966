import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { inProject } from './project.js'

const HOST = inProject('test/support/git-host.mjs')

export type Transport = 'daemon' | 'http'

/** The repositories of a folder, served on the loopback by a process of its own: a test that waits for git stops no server. */
export interface GitHost {
  /** Over http an account is needed. */
  url(repository: string, account?: string): string
  /** Gives how the server ended: null by a signal. */
  close(): Promise<number | null>
}

export async function openGitHost(transport: Transport, folder: string): Promise<GitHost> {
  const child = spawn(process.execPath, [HOST, transport, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const port = await Promise.race([readPort(child.stdout), ended.then(([code]) => stopBecause(code))])
  return {
    url(repository, account) {
      const login = account === undefined ? '' : `${encodeURIComponent(account)}:secret@`
      return transport === 'http'
        ? `http://${login}127.0.0.1:${port}/${repository}`
        : `git://127.0.0.1:${port}/${repository}`
    },
    async close() {
      child.stdin.end()
      const [code] = await ended
      return code
    },
  }
}

/** Its first line says that it listens, and where. */
async function readPort(stdout: NodeJS.ReadableStream): Promise<number> {
  const [line] = (await once(stdout, 'data')) as [Buffer]
  return Number(line.toString('utf8'))
}

function stopBecause(code: number | null): never {
  throw new Error(`the server of this test ended with ${code ?? 'a signal'} before it listened`)
}
