/** The hooks that we install. */
export type HookName =
  'pre-commit' | 'pre-merge-commit' | 'prepare-commit-msg' | 'pre-push' | 'pre-receive' | 'reference-transaction'
