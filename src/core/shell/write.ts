/**
 * What a command line would plainly change. `folder` is where its paths count from: absolute, or below where the
 * command starts.
 *
 * - `paths`: these files, or everything below these folders.
 * - `staged`: what is in the index, as `git commit` takes it; with `all` every tracked file that differs as well.
 * - `worktree`: every file that differs from HEAD; with `untracked` those that git does not know, too.
 */
export type ShellWrite =
  | { readonly kind: 'paths'; readonly folder: string; readonly paths: readonly string[] }
  | { readonly kind: 'staged'; readonly folder: string; readonly all: boolean }
  | { readonly kind: 'worktree'; readonly folder: string; readonly tracked: boolean; readonly untracked: boolean }
