import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let alice: Shell
let bob: Shell

beforeAll(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  bob = fleet.as('bob')
})
afterAll(() => fleet.remove())

/**
 * Runs a command of alice's at a terminal of its own, and types a key there once the command is ready. Python has the
 * pseudo terminal. The command counts the signals that it gets until a second key ends it.
 */
const AT_A_TERMINAL = `
import os, pty, sys
key, command = sys.argv[1].encode().decode('unicode_escape').encode('latin1'), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0: os.execvp(command[0], command)
seen, typed = b'', 0
while True:
    try: got = os.read(terminal, 4096)
    except OSError: break
    if not got: break
    seen += got
    if typed == 0 and b'ready' in seen: os.write(terminal, key); typed = 1
    if typed == 1 and b'got' in seen: os.write(terminal, b'\\n'); typed = 2
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode().count('got'))
`
const COUNTS = `
import signal, sys
def count(number, frame): print('got', number, flush=True)
for number in (signal.SIGINT, signal.SIGQUIT): signal.signal(number, count)
print('ready', flush=True)
sys.stdin.readline()
sys.exit(9)
`

describe('run at a terminal', () => {
  it.each([
    ['Ctrl-C', '\\x03'],
    ['Ctrl-\\', '\\x1c'],
  ])('passes %s on once, and ends as the command ends', (_key, key) => {
    const command = ['git-holdfast', 'run', 'src/a', '--', 'python3', '-c', COUNTS]
    const ended = alice.run('python3', ['-c', AT_A_TERMINAL, key, ...command])
    expect(ended).toMatchObject({ exitCode: 0, stdout: '9 1\n' })
    expect(alice.json('locks').locks).toEqual([])
  })
})

describe('run ends as its command ends', () => {
  it.each([
    ['the command releases the lock', 'git-holdfast unlock --all'],
    ['the command hands the lock over', 'git-holdfast transfer src/a bob'],
  ])('also where %s', (_what, deed) => {
    const ended = alice.run('git-holdfast', ['run', 'src/a', '--', 'sh', '-c', `{ ${deed}; } >&2; exit 7`])
    bob.run('git-holdfast', ['unlock', '--all'])
    expect(ended.exitCode).toBe(7)
    expect(ended.stderr).toContain('after the command: ')
    expect(alice.json('locks').locks).toEqual([])
  })

  it('also where somebody damages the store meanwhile', () => {
    const damaged = '.git/holdfast/locks/zz.agent_lock'
    const ended = alice.run('git-holdfast', ['run', 'src/a', '--', 'sh', '-c', `echo x > ${damaged}; exit 7`])
    alice.run('rm', ['-f', damaged])
    expect(ended.exitCode).toBe(7)
  })

  it('releases what is left where one of several locks was taken', () => {
    const ended = alice.run('git-holdfast', ['run', 'src/a', 'src/b', '--', 'git-holdfast', 'unlock', 'src/a'])
    expect(ended.exitCode).toBe(0)
    expect(alice.json('locks').locks).toEqual([])
  })
})
