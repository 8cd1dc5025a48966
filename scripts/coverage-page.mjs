import { readFileSync } from 'node:fs'
import { renderSeenTable } from './seen-table.mjs'

const COLUMNS = { default: 'clone', strict: 'clone, strict', server: 'server', gate: 'gate' }

/** The test that performs the operations owns their list. */
function readRows(root) {
  const source = readFileSync(`${root}test/rules/coverage/operations.ts`, 'utf8')
  const rows = source.matchAll(/\[\s*'([a-z-]+)',\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"),/g)
  return Object.fromEntries([...rows].map(([, key, title, other]) => [key, title ?? other]))
}

export function renderCoverage(root, seen) {
  return `# What is refused, and where

Each row is an operation that changes a path which another agent has locked. A test (\`test/rules/coverage/\`) performs it on real git in
four places:

- **clone**: in a clone after \`git holdfast init\`;
- **clone, strict**: in a clone after \`git holdfast init --strict\`;
- **server**: in a clone without hooks, which then pushes to a guarded [server](SERVER.md);
- **gate**: in a clone without hooks, whose branch then meets the [gate](CI.md) in CI.

\`refused\`: the operation, or the push of its result, ends with a refusal. \`passed\`: the operation brings only what others made, or
changes no path, and has to pass. \`not seen\`: the operation gets through. The same operation on a path that nobody has locked has to
pass in every place, and the holder's own operation has to pass in the clone. The gate refuses some operations that pass elsewhere: the
commits that they bring are new to the target branch, so the gate checks them.

${renderSeenTable('operation', COLUMNS, readRows(root), seen)}

## What is not seen, and why

- **\`-c core.hooksPath=…\`**: git is told to run no hook. The push, the server and the gate see the commit.
- **Plumbing, \`fast-import\`, \`git am\`, \`rebase --apply\`**: git runs no commit hook for them. Strict mode, the push, the server
  and the gate see the result.
- **A ref file written by hand**: no git writes it, so no hook runs. The push, the server and the gate see the commits that it names.
- **\`git push --no-verify\`, a clone without hooks**: no hook of the clone runs. Only the server and the gate see the push.
- **A branch moved back or deleted**: no commit in it is new. Git has \`receive.denyNonFastForwards\` and \`receive.denyDeletes\`.
- **Edits, \`git add\`**: there is no commit yet. \`check\` and the hooks of agent programs ask before an edit.
`
}
