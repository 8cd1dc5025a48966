const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh'])

/**
 * Can POSIX shell lines stand at the start of this hook? Without a `#!` git hands a hook to sh.
 * A shell archive with NUL bytes finds its data by counting bytes or lines, so nothing may be put in.
 */
export function isShellHook(content: Buffer, isWindows: boolean): boolean {
  if (content.includes(0)) return false
  const firstLine = /^[^\n]*/.exec(content.toString('latin1', 0, 1024))?.[0] ?? ''
  if (!firstLine.startsWith('#!')) return true
  // Only Windows runs `#!/bin/sh\r`: elsewhere the hook does not start, and ours in it would not either.
  if (firstLine.endsWith('\r') && !isWindows) return false
  return SHELLS.has(interpreterOf(firstLine.slice(2).trim().split(/\s+/)))
}

/** `/bin/sh -e`, `/usr/bin/env bash`, `/usr/bin/env -S LANG=C bash`, `/bin/busybox sh`. */
function interpreterOf(words: readonly string[]): string {
  const [program = '', ...rest] = words
  const name = program.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '')
  if (name === 'env') return interpreterOf(rest.filter((word) => !word.startsWith('-') && !word.includes('=')))
  if (name === 'busybox') return interpreterOf(rest)
  return name
}
