/** Without a limit, a disk that never answers would hold git for ever. */
const DEADLINE_MS = 60_000

export function startDeadline(limitMs = DEADLINE_MS): { readonly passed: Promise<never>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs)
  })
  return { passed, stop: () => clearTimeout(timer) }
}
