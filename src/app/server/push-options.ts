import type { Environment } from '../workspace/workspace.js'

const BYPASS = 'holdfast.bypass='
/** Nobody types more of them. */
const MAX_OPTIONS = 1_000

/** The reason of `git push -o holdfast.bypass=<reason>`; empty where there is none. */
export function readBypassOption(environment: Environment): string {
  const count = Math.min(MAX_OPTIONS, Number.parseInt(environment['GIT_PUSH_OPTION_COUNT'] ?? '', 10) || 0)
  const options = Array.from({ length: count }, (_, index) => environment[`GIT_PUSH_OPTION_${index}`] ?? '')
  return options.find((option) => option.startsWith(BYPASS))?.slice(BYPASS.length) ?? ''
}
