import { expect } from 'vitest'
import type { Shell } from '../../support/fleet.js'
import { npmProgram } from '../../support/tools.js'
import { describeNeighbour, notesOf } from './contract.js'

const MANIFEST = {
  name: 'guarded',
  'simple-git-hooks': {
    'pre-commit': 'echo "theirs" >> ../notes',
    'pre-push': '{ echo "theirs $*"; cat; } >> ../notes',
  },
}

function installHooks(shell: Shell): void {
  expect(shell.run(npmProgram('simple-git-hooks'), [])).toMatchObject({ exitCode: 0 })
}

describeNeighbour({
  name: 'simple-git-hooks',
  program: npmProgram('simple-git-hooks'),
  install: (shell) => {
    shell.write('package.json', `${JSON.stringify(MANIFEST, null, 2)}\n`)
    shell.git('add', '.')
    shell.git('commit', '--quiet', '-m', 'simple-git-hooks')
    installHooks(shell)
  },
  reinstall: installHooks,
  ofCommit: /^theirs$/m,
  expectPushSeen: (fleet, line) => expect(notesOf(fleet)).toContain(`theirs origin ${fleet.remote}\n${line}\n`),
})
