import { expect } from 'vitest'
import { npmProgram } from '../../support/tools.js'
import type { Shell } from '../../support/fleet.js'
import { describeNeighbour, notesOf } from './contract.js'

/** As `npm run prepare` starts it. */
function installHusky(shell: Shell): void {
  expect(shell.run(npmProgram('husky'), [])).toMatchObject({ exitCode: 0 })
}

describeNeighbour({
  name: 'husky',
  install: (shell) => {
    shell.write('.husky/pre-commit', 'echo "theirs" >> ../notes\n')
    shell.write('.husky/pre-push', '{ echo "theirs $*"; cat; } >> ../notes\n')
    shell.git('add', '.')
    shell.git('commit', '--quiet', '-m', 'husky')
    installHusky(shell)
  },
  reinstall: installHusky,
  installInWorktree: installHusky,
  ofCommit: /^theirs$/m,
  expectPushSeen: (fleet, line) => expect(notesOf(fleet)).toContain(`theirs origin ${fleet.remote}\n${line}\n`),
})
