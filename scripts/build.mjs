/** Makes dist/: the library and the command by tsc, the hooks from their templates, the hooks' one entry by esbuild. */
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { lateEntry, loadLate } from './load-late.mjs'
import { leaveMcpApart, mcpEntry, writeLicences } from './mcp-apart.mjs'
import { writeHooks } from './write-hooks.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

rmSync(`${root}dist`, { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', `${root}tsconfig.json`], { stdio: 'inherit' })
await writeHooks(root)

const shared = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
}
/**
 * Modules that a commit near another agent's locks needs only when it is refused, in an odd case, or for globs near it.
 *
 * A split by program was tried in its place: one file that answers *clear* and hands everything else to a whole guard by
 * one `require`. As a prototype it costs no more than this (2 cores under load, medians of 60 pairs: 1.6 ms of 116 where
 * no glob is near, which is noise; 57 ms less of 243 for a commit near a glob, as micromatch brings all that is late
 * with it, and was no late part of the prototype). But it needed this very list: a clear commit imports, without calling,
 * what writes locks, tells agents and describes problems. The list can go once those imports have gone.
 */
const LATE = [
  'node:crypto',
  'node:child_process',
  'micromatch',
  'records/agentlock-record',
  'records/config-record',
  'records/message-record',
  'store/file/mail/file-mailbox',
  'store/file/log/file-event-log',
  'store/file/mail/file-receipts',
  'store/file/file-session-book',
  'app/workspace/find-session',
  'store/file/locks/commit-change',
  'store/file/locks/repair-store',
  'store/file/locks/wait-for-change',
  'app/mail/alert-conflict',
  'core/patterns/parse-coverage',
  'git/run-git',
  'git/changes/commit-changes',
  'git/changes/merge-changes',
  'git/changes/new-work',
  'git/changes/staged-tree',
  'git/changes/picked-commit',
  'git/unfinished',
  'report/refusal-text',
  'core/problems/obstacle-text',
  'core/problems/agent-problem',
  'core/problems/config-problem',
  'core/problems/git-problem',
  'core/problems/hook-problem',
  'core/problems/lock-problem',
  'core/problems/mail-problem',
  'core/problems/pattern-problem',
  'core/problems/store-problem',
  'core/problems/usage-problem',
  'app/publish/publish-on-push',
  'hook/print-agent-name',
  'hook/run-receive',
]
/** What an agent's tool call needs only when it is denied, locks something, or runs a shell; and what mail needs. */
const ALWAYS_FOR_AGENTS = ['git/run-git', 'store/file/file-session-book', 'app/workspace/find-session']
const ONLY_FOR_GIT = ['hook/run-receive', 'hook/print-agent-name']
const AGENT_LATE = [
  ...LATE.filter((name) => ![...ALWAYS_FOR_AGENTS, ...ONLY_FOR_GIT].includes(name)),
  'app/locks/lock-paths',
  'app/agents/deliver-mail',
  'app/agents/denial',
  'core/shell/find-writes',
  'git/changes/dirty-paths',
]
// CommonJS: Node starts it some 7 ms sooner than a module.
const hook = { ...shared, format: 'cjs' }
await build({
  ...hook,
  entryPoints: [`${root}src/guard.ts`],
  outfile: `${root}dist/guard.cjs`,
  plugins: [loadLate(root, LATE, 'guard')],
})
await build({ ...hook, ...lateEntry(root, LATE, 'guard') })
// Agent programs start this at every tool call.
await build({
  ...hook,
  entryPoints: [`${root}src/agent-hook.ts`],
  outfile: `${root}dist/agent-hook.cjs`,
  plugins: [loadLate(root, AGENT_LATE, 'agent-hook')],
})
await build({ ...hook, ...lateEntry(root, AGENT_LATE, 'agent-hook') })
// This is one file, too, because an agent waits for every command. Commands load what only they need.
const command = {
  ...shared,
  outdir: `${root}dist`,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  splitting: true,
  allowOverwrite: true,
  // The other form of jsonc-parser asks for its parts at run time.
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as holdfastCreateRequire } from 'node:module'; const require = holdfastCreateRequire(import.meta.url);",
  },
}
await build({ ...command, entryPoints: [`${root}src/main.ts`], plugins: [leaveMcpApart] })
const { metafile } = await build({ ...command, ...mcpEntry(root) })
writeLicences(root, metafile)
chmodSync(`${root}dist/main.js`, 0o755)
