import { expect } from 'vitest'
import type { Shell } from '../../support/fleet.js'
import { npmProgram } from '../../support/tools.js'
import { describeNeighbour, notesOf } from './contract.js'

/** Neither passes arguments or standard input on to what it runs: it reads them, and says them by variables. */
const CONFIG = `repos:
  - repo: local
    hooks:
      - id: note
        name: note
        entry: sh -c 'echo "theirs$PRE_COMMIT_REMOTE_NAME $PRE_COMMIT_LOCAL_BRANCH $PRE_COMMIT_TO_REF" >> ../notes'
        language: system
        always_run: true
        pass_filenames: false
        stages: [STAGES]
`

const PROGRAMS = [
  { name: 'pre-commit', program: 'pre-commit', start: 'pre-commit', stages: 'commit, push' },
  { name: 'prek', program: npmProgram('prek'), start: npmProgram('prek'), stages: 'pre-commit, pre-push' },
]

for (const { name, program, start, stages } of PROGRAMS) {
  const install = (shell: Shell): void => {
    for (const hook of ['pre-commit', 'pre-push'])
      expect(shell.run(start, ['install', '--hook-type', hook])).toMatchObject({ exitCode: 0 })
  }
  describeNeighbour({
    name,
    program,
    install: (shell) => {
      shell.write('.pre-commit-config.yaml', CONFIG.replace('STAGES', stages))
      shell.git('add', '.')
      shell.git('commit', '--quiet', '-m', name)
      install(shell)
    },
    reinstall: install,
    ofCommit: /^theirs {2}$/m,
    expectPushSeen: (fleet, line) =>
      expect(notesOf(fleet)).toContain(`theirsorigin refs/heads/main ${line.split(' ')[1] ?? ''}\n`),
  })
}
