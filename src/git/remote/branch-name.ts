/** May this text stand in a refspec as the name of one branch? As git-check-ref-format has it, and a bit stricter. */
export function isBranchName(name: string): boolean {
  if (name === '' || name.length > 1_000 || /^[-/.]|[/.]$|\.lock$/.test(name)) return false
  return !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\./.test(name)
}
