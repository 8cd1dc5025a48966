import { publishToRemote, type PublishResult } from '../../app/publish/publish-by-hand.js'
import type { PublishState } from '../../app/publish/publish-locks.js'
import { printable } from '../../core/quote.js'
import { unreachable } from '../../core/unreachable.js'
import { countOf } from '../../report/count.js'
import { toLockView } from '../../report/lock-view.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const publishCommand: CommandSpec = {
  name: 'publish',
  summary: 'show the active locks to CI, under one ref of a remote',
  details:
    'Writes refs/holdfast/locks/<store id>, where `git holdfast gate` reads it; every push does so by itself unless the policy publish is off. Asks for no password. Ends with 1 where the remote refuses such refs; then no push tries again until this command is run.',
  arguments: [{ name: '[remote]', description: 'a remote or URL (default: origin, or the only remote)' }],
  options: [
    { flags: '--dry-run', description: 'say what would change, and write nothing (default: write)' },
    { flags: '--delete', description: 'take the ref of this store away from the remote (default: write it)' },
  ],
  examples: [
    ['git holdfast publish', 'CI knows the locks from now on'],
    ['git holdfast publish origin --dry-run', 'what would be written?'],
    ['git holdfast publish --delete', 'this clone is going away'],
  ],
  json: "{ ref: string, revision: number, dryRun: boolean, remotes: { url: string, state: 'published' | 'current' | 'nothing' | 'deleted' }[], locks: Lock[] }",
  run: runPublish,
}

async function runPublish(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const [remote] = args.words
  const dryRun = args.isSet('dryRun')
  const result = await publishToRemote(await openHere(call), { remote, dryRun, delete: args.isSet('delete') })
  const { ref, revision, remotes, locks } = result
  const json = { ref, revision, dryRun, remotes, locks: locks.map(toLockView) }
  printResult(terminal, args.isJson, json, renderResult(result, dryRun))
  return 0
}

function renderResult({ ref, remotes, locks }: PublishResult, dryRun: boolean): string {
  const text = remotes.map(({ url, state }) => `${printable(url, 1_000)}: ${describeState(state, locks.length, ref)}`)
  return dryRun ? [...text, '(dry run: nothing was written)'].join('\n') : text.join('\n')
}

function describeState(state: PublishState, count: number, ref: string): string {
  switch (state) {
    case 'published':
      return `${ref} shows ${countOf(count, 'active lock')}`
    case 'current':
      return `${ref} shows ${countOf(count, 'active lock')} already`
    case 'nothing':
      return 'nothing to show, and nothing is shown'
    case 'deleted':
      return `${ref} is deleted`
    default:
      return unreachable(state)
  }
}
