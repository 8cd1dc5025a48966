import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Shell } from '../../support/fleet.js'
import { describeNeighbour } from './contract.js'

function installLfs(shell: Shell): void {
  expect(shell.git('lfs', 'install', '--local')).toMatchObject({ exitCode: 0 })
}

/** It leaves a hook that it did not write as it is, and says so: with ours in it, its own is one. */
function installAgain(shell: Shell): void {
  expect(shell.git('lfs', 'install', '--local').stderr).toContain('Hook already exists: pre-push')
}

describeNeighbour({
  name: 'git-lfs',
  program: 'git-lfs',
  install: (shell) => {
    installLfs(shell)
    shell.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
    shell.write('large.bin', 'large\n')
    shell.git('add', '.')
    expect(shell.git('commit', '--quiet', '-m', 'lfs')).toMatchObject({ exitCode: 0 })
  },
  reinstall: installAgain,
  ofCommit: null,
  // It reads there which objects the remote has to get, and copies them.
  expectPushSeen: ({ remote }) => expect(existsSync(join(remote, 'lfs/objects'))).toBe(true),
})
