/**
 * What a command line would plainly change. Its paths are relative to `folder`, which is absolute or relative to the
 * folder in which the command line starts.
 *
 * - `paths`: these files, or everything below these folders.
 * - `staged`: the index, as `git commit` takes it; with `all` also every tracked file that differs.
 * - `worktree`: every file that differs from HEAD; with `untracked` also the files that git does not track.
 */
export type ShellWrite =
  | { readonly kind: 'paths'; readonly folder: string; readonly paths: readonly string[] }
  | { readonly kind: 'staged'; readonly folder: string; readonly all: boolean }
  | { readonly kind: 'worktree'; readonly folder: string; readonly tracked: boolean; readonly untracked: boolean }
