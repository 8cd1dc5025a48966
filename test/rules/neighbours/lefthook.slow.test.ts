import { expect } from 'vitest'
import type { Shell } from '../../support/fleet.js'
import { npmProgram } from '../../support/tools.js'
import { describeNeighbour, notesOf } from './contract.js'

const CONFIG = `# What this repository checks.
pre-commit:
  jobs:
    - run: echo "theirs" >> ../notes

pre-push:
  jobs:
    - run: '{ echo "theirs {1} {2}"; cat; } >> ../notes'
      use_stdin: true
`

function installLefthook(shell: Shell): void {
  expect(shell.run(npmProgram('lefthook'), ['install', '--force'])).toMatchObject({ exitCode: 0 })
}

describeNeighbour({
  name: 'lefthook',
  program: npmProgram('lefthook'),
  install: (shell) => {
    shell.write('lefthook.yml', CONFIG)
    shell.git('add', '.')
    shell.git('commit', '--quiet', '-m', 'lefthook')
    installLefthook(shell)
  },
  reinstall: installLefthook,
  ofCommit: /^theirs$/m,
  expectPushSeen: (fleet, line) => expect(notesOf(fleet)).toContain(`theirs origin ${fleet.remote}\n${line}\n`),
})
