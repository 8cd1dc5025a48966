import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { runCommandLine } from '../../../src/cli/program.js'
import { MAIN } from '../../support/project.js'
import { copyFolder } from '../../support/template.js'

/** Clones of one guarded server, guarded, strictly guarded or not at all, to be copied for each operation. Alice locks `src`. */
export interface Landscape {
  /** Runs sh in a fresh copy of one of them. */
  run(clone: 'guarded' | 'strict' | 'plain', script: string, variables: Variables): Promise<Ran>
  /** What the gate says of what a script has made in a clone without hooks. */
  runGate(script: string, variables: Variables): Promise<Ran>
  remove(): void
}

export type Variables = Readonly<Record<string, string>>

export interface Ran {
  readonly exitCode: number
  readonly said: string
}

const HISTORY = `
git init -q --bare remote.git && git clone -q remote.git plain 2>/dev/null && cd plain
mkdir src docs
for D in src docs; do echo one > $D/a.txt; done
git add . && git commit -qm first
for D in src docs; do echo two >> $D/a.txt; git commit -qam "more $D"; git tag last-$D; done
git push -q origin main && git push -q origin main:ahead && git tag base
for D in src docs; do
  git checkout -q -b side-$D main && echo zero | cat - $D/a.txt > t && mv t $D/a.txt && git commit -qam "side $D"
  git checkout -q -b upstream-$D main && echo up >> $D/a.txt && git commit -qam "upstream $D" && git push -q origin upstream-$D
done
git checkout -q -b ahead main && echo ahead > ahead.txt && git add . && git commit -qm ahead && git push -q origin ahead
git checkout -q -b other-side main && echo other > other.txt && git add . && git commit -qm other && git push -q origin other-side
git checkout -q main && git remote set-url origin ../remote.git && git fetch -q && cd ..
cp -R plain guarded
HOLDFAST_AGENT=alice git -C remote.git holdfast init --server >/dev/null && HOLDFAST_AGENT=alice git -C remote.git holdfast lock src >/dev/null
git -C guarded holdfast init >/dev/null && cp -R plain strict && git -C strict holdfast init --strict >/dev/null
for git_dir in remote.git plain/.git guarded/.git strict/.git; do
  rm -f $git_dir/hooks/*.sample && git --git-dir=$git_dir repack -qad && git --git-dir=$git_dir prune-packed -q
done
for clone in plain guarded strict; do git -C $clone config holdfast.publish off; (cd $clone && HOLDFAST_AGENT=alice git holdfast lock src >/dev/null); done
`

export function createLandscape(): Landscape {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-coverage-')))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'git-holdfast'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, { mode: 0o755 })
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
  const template = join(folder, 'template')
  mkdirSync(template)
  execFileSync('sh', ['-e', '-c', HISTORY], { cwd: template, env, stdio: ['ignore', 'ignore', 'inherit'] })
  let count = 0
  const inCopy = async (clone: string, act: (top: string) => Promise<Ran>): Promise<Ran> => {
    count += 1
    const copy = join(folder, String(count))
    for (const name of [clone, 'remote.git']) copyFolder(join(template, name), join(copy, name))
    const ran = await act(join(copy, clone))
    rmSync(copy, { recursive: true, force: true })
    return ran
  }
  return {
    run: (clone, script, variables) => inCopy(clone, (top) => runScript(script, top, { ...env, ...variables })),
    runGate: (script, variables) =>
      inCopy('plain', async (top) => {
        const made = await runScript(script, top, { ...env, ...variables })
        return made.exitCode === 0 ? askGate(top, { ...env, ...variables }) : made
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** In this process: the gate has to be asked a hundred times, and its command is tested elsewhere. */
async function askGate(cwd: string, environment: NodeJS.ProcessEnv): Promise<Ran> {
  const said: string[] = []
  const print = (text: string): void => void said.push(text)
  const exitCode = await runCommandLine(['gate', '--no-fetch', '--base', 'refs/tags/base', '--head', 'HEAD'], {
    terminal: {
      print,
      printError: print,
      isWatched: false,
      confirm: async () => true,
      unread: new AbortController().signal,
      readInput: async () => Buffer.of(),
    },
    cwd,
    environment,
    signal: new AbortController().signal,
    version: '',
    serveMcp: () => Promise.reject(new Error('nobody asks for a server')),
  })
  return { exitCode, said: said.join('\n') }
}

function runScript(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile('sh', ['-e', '-c', script], { cwd, env, timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 128
      resolve({ exitCode: code, said: stdout + stderr })
    })
  })
}
