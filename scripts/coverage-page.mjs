import { readFileSync } from 'node:fs'
import { renderSeenTable } from './seen-table.mjs'

const COLUMNS = { default: 'clone', strict: 'clone, strict', server: 'server', gate: 'gate' }

/** The operations are data of the test that performs them. */
function readRows(root) {
  const source = readFileSync(`${root}test/rules/coverage/operations.ts`, 'utf8')
  const rows = source.matchAll(/\[\s*'([a-z-]+)',\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"),/g)
  return Object.fromEntries([...rows].map(([, key, title, other]) => [key, title ?? other]))
}

export function renderCoverage(root, seen) {
  return `# What is refused, and where

Each row is one way in which a path changes that another agent has locked, performed on real git (\`test/rules/coverage/\`): in a clone
after \`git holdfast init\`, and after \`init --strict\`; by a clone without any hook, whose work is pushed to a guarded [server](SERVER.md); and the same before
the gate in CI. Beside the lock every operation has to pass in every column, and in the clone for the holder too.

\`refused\`: the operation, or the push of what it made, ends with a refusal. \`passed\`: it only brings what others made or changes
no path, and has to pass. \`not seen\`: it gets through.

${renderSeenTable('operation', COLUMNS, readRows(root), seen)}

## What is not seen, and why

- **\`-c core.hooksPath=…\`**: git is told to run no hook, and asks nobody. The push, the server and the gate see the commit.
- **Plumbing, \`fast-import\`, \`git am\`, \`rebase --apply\`**: git runs no hook of a commit for them. Strict mode, the push, the
  server and the gate see what they made.
- **Ref files written by hand**: they are written past git itself. The push, the server and the gate see what they name.
- **\`push --no-verify\`, another clone without hooks**: only the server and the gate are left.
- **A branch moved back or deleted**: nothing in that is a new commit; git has \`receive.denyNonFastForwards\` and
  \`receive.denyDeletes\`.
- **Edits, \`git add\`**: no commit yet. \`check\`, and the hooks of agent programs, ask before an edit.
`
}
