/**
 * Every path that differs, both sides of a rename, as bytes, whatever the configuration says:
 * `diff.renames`, `diff.relative`, `diff.ignoreSubmodules` and `ignore = all` in .gitmodules each hide some.
 */
export const DIFF_FLAGS = [
  '--raw',
  '-z',
  '--no-renames',
  '--no-abbrev',
  '--ignore-submodules=none',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--no-color',
] as const
