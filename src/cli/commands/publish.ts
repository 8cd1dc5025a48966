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
    'The command writes the ref refs/holdfast/locks/<store id>, which `git holdfast gate` reads. Every push does the same by itself unless the policy publish is off. The command asks for no password. The exit code is 1 when the remote refuses such refs; no push tries again until you run this command.',
  arguments: [{ name: '[remote]', description: 'a remote or URL (default: origin, or the only remote)' }],
  options: [
    { flags: '--dry-run', description: 'say what would change, and write nothing (default: write)' },
    { flags: '--delete', description: 'delete the ref of this store on the remote (default: write it)' },
  ],
  examples: [
    ['git holdfast publish', 'shows the active locks to CI'],
    ['git holdfast publish origin --dry-run', 'what would be written?'],
    ['git holdfast publish --delete', 'before you remove this clone'],
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
      return 'no active lock, and the remote shows none'
    case 'deleted':
      return `${ref} is deleted`
    default:
      return unreachable(state)
  }
}
