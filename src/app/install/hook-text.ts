import { join } from 'node:path'
import type { HookText } from '../../git/hooks/hook-files.js'
import type { HookName } from '../../git/hooks/hook-names.js'
import { readPackageFile } from '../../disk/read-bounded.js'

/** The hooks that `init` installs. */
export const GUARDED_HOOKS = [
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'pre-push',
] as const satisfies readonly HookName[]

/** The hook that `init --strict` adds: git runs it for every branch that moves, by whatever command. */
export const STRICT_HOOK = 'reference-transaction' satisfies HookName

/** The hooks that `init --server` installs in a bare repository. */
export const SERVER_HOOKS = ['pre-receive'] as const satisfies readonly HookName[]

const HOOKS_WITH_INPUT: readonly HookName[] = ['pre-push', 'pre-receive', STRICT_HOOK]

/** The texts of the package's hooks, and the lines that an existing hook gets. */
export function loadHookText(packageRoot: string): HookText {
  return {
    stub: (hook) => readPackageFile(join(packageRoot, 'dist/hooks', hook)).toString('utf8'),
    block: (hook) => (HOOKS_WITH_INPUT.includes(hook) ? blockWithInput(hook) : blockWithout(hook)),
  }
}

/**
 * The file that hooks of other programs source. A hook may also contain our lines from before its program rewrote it:
 * then these lines have already started the guard in the same shell, and the file does nothing.
 */
export function renderSourced(text: HookText): string {
  const cases = GUARDED_HOOKS.map((hook) => `${hook})\n${text.block(hook)};;\n`)
  return `# holdfast: read by hooks that another program writes, before what they run.
[ "\${holdfast_checked-}" = "$$" ] || case \${0##*/} in
${cases.join('')}esac
`
}

/** Finds the shared git folder as the stubs do: it starts git only when the folder cannot be found without. */
const FIND_HOLDFAST = `holdfast_dir=\${GIT_COMMON_DIR:-\${GIT_DIR:-.git}}
if [ -f "$holdfast_dir/commondir" ] || [ ! -d "$holdfast_dir" ]; then holdfast_dir=$(git rev-parse --git-common-dir) || exit 1; fi
holdfast_dir=$holdfast_dir/holdfast/hooks
`

/** Refuses when `doctor` has set its variable, so that no hook of another program runs on its canary. */
const NOT_GUARDED = `  echo 'holdfast: this clone is not guarded yet; run: npx git-holdfast init' >&2
  [ -z "\${HOLDFAST_CANARY-}" ] || exit 3
`

/** Refuses, unlike in a clone, which may have the hooks before the guard: a server has been set up to guard. */
const SERVER_NOT_GUARDED = `  echo "holdfast: the guard's files are missing on the server; run there: git holdfast init --server" >&2
  exit 1
`

function blockWithout(hook: HookName): string {
  return `# Refuses what another agent has locked; \`git holdfast uninstall\` takes these lines out.
${FIND_HOLDFAST}if [ -f "$holdfast_dir/${hook}" ]; then
  sh "$holdfast_dir/${hook}" "$@" || exit 1
else
${NOT_GUARDED}fi
holdfast_checked=$$
`
}

/** Standard input is read once, and given to the guard and to the rest of the hook. */
function blockWithInput(hook: HookName): string {
  return `# Refuses what another agent has locked; \`git holdfast uninstall\` takes these lines out.
${FIND_HOLDFAST}if ${hook === STRICT_HOOK ? '[ "${1-}" != prepared ]; then :\nelif ' : ''}[ -f "$holdfast_dir/${hook}" ]; then
  holdfast_input=$(cat) || exit 1
  if [ -n "$holdfast_input" ]; then
    printf '%s\\n' "$holdfast_input" | sh "$holdfast_dir/${hook}" "$@" || exit 1
    exec <<HOLDFAST_INPUT || exit 1
$holdfast_input
HOLDFAST_INPUT
  else
    exec </dev/null
  fi
else
${hook === 'pre-receive' ? SERVER_NOT_GUARDED : NOT_GUARDED}fi
holdfast_checked=$$
`
}
