export interface Worktree {
  readonly top: string
  /** null if the worktree is bare. */
  readonly head: string | null
  /** Short name; null if the worktree is bare or its HEAD is detached. */
  readonly branch: string | null
  readonly isBare: boolean
}

/** Reads `git worktree list --porcelain`: paragraphs of `word value` lines, the main worktree first. */
export function parseWorktrees(text: string): readonly Worktree[] {
  return text
    .split(/\n\n+/)
    .filter((paragraph) => paragraph.startsWith('worktree '))
    .map((paragraph) => parseWorktree(paragraph.split('\n')))
}

function parseWorktree(lines: readonly string[]): Worktree {
  const valueOf = (word: string): string | null => {
    const line = lines.find((candidate) => candidate === word || candidate.startsWith(`${word} `))
    return line === undefined ? null : line.slice(word.length + 1)
  }
  return {
    top: valueOf('worktree') ?? '',
    head: valueOf('HEAD'),
    branch: valueOf('branch')?.replace(/^refs\/heads\//, '') ?? null,
    isBare: valueOf('bare') !== null,
  }
}
