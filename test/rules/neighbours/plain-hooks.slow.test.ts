import { copyFileSync, chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { describeNeighbour, notesOf, type Neighbour } from './contract.js'

const NODE = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs')
appendFileSync('../notes', ['theirs', ...process.argv.slice(2)].join(' ') + '\\n' + readFileSync(0, 'utf8'))
`
const PYTHON = `#!/usr/bin/env python3
import sys
open("../notes", "a").write(" ".join(["theirs"] + sys.argv[1:]) + "\\n" + sys.stdin.read())
`
const PERL = `#!/usr/bin/env perl
open(my $notes, ">>", "../notes"); print $notes join(" ", "theirs", @ARGV), "\\n", <STDIN>;
`
const SH = '#!/bin/sh\n{ echo "theirs${*:+ $*}"; cat; } >> ../notes\n'

const expectPushSeen: Neighbour['expectPushSeen'] = (fleet, line) =>
  expect(notesOf(fleet)).toContain(`theirs origin ${fleet.remote}\n${line}\n`)

function plainHooks(name: string, script: string, program?: string): Neighbour {
  const install: Neighbour['install'] = (_shell, { top }) => {
    const hooks = join(top, '.git/hooks')
    mkdirSync(hooks, { recursive: true })
    for (const hook of ['pre-commit', 'pre-push']) writeFileSync(join(hooks, hook), script, { mode: 0o755 })
  }
  return {
    name,
    install,
    reinstall: null,
    ofCommit: /^theirs$/m,
    expectPushSeen,
    ...(program === undefined ? {} : { program }),
  }
}

/** A program that is no script: a shell, which runs the file that the first argument names, the remote. */
const PROGRAM: Neighbour = {
  name: 'plain program',
  install: (shell, { top }) => {
    shell.write('origin', '{ echo "theirs origin $1"; cat; } >> ../notes\n')
    shell.git('add', '.')
    shell.git('commit', '--quiet', '-m', 'what the program runs')
    const hook = join(top, '.git/hooks/pre-push')
    mkdirSync(join(top, '.git/hooks'), { recursive: true })
    copyFileSync(realpathSync('/bin/sh'), hook)
    chmodSync(hook, 0o755)
  },
  reinstall: null,
  ofCommit: null,
  expectPushSeen,
}

for (const neighbour of [
  plainHooks('plain sh', SH),
  plainHooks('plain python', PYTHON, 'python3'),
  plainHooks('plain perl', PERL, 'perl'),
  plainHooks('plain node', NODE),
  PROGRAM,
]) {
  describeNeighbour(neighbour)
}
