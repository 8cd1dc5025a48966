/** Programs that tests run and npm does not bring. `debian` is the package that `apt-get install` knows. */
export const TEST_TOOLS = [
  { program: 'pre-commit', debian: 'pre-commit', elsewhere: 'https://pre-commit.com/#install' },
  { program: 'git-lfs', debian: 'git-lfs', elsewhere: 'https://git-lfs.com' },
  { program: 'python3', debian: 'python3', elsewhere: 'https://www.python.org/downloads' },
  { program: 'perl', debian: 'perl', elsewhere: 'https://www.perl.org/get.html' },
  // macOS has the one, Git for Windows and many Linux the other: hooks/far.awk runs under each that is there.
  { program: 'original-awk', debian: 'original-awk', elsewhere: 'https://github.com/onetrueawk/awk' },
  { program: 'gawk', debian: 'gawk', elsewhere: 'https://www.gnu.org/software/gawk' },
  { program: 'xmllint', debian: 'libxml2-utils', elsewhere: 'https://gitlab.gnome.org/GNOME/libxml2' },
]

/**
 * Programs of npm whose own installation scripts would write into this repository, were they among its dependencies:
 * they are installed beside those, without scripts.
 */
export const NPM_TEST_TOOLS = [
  { program: 'lefthook', spec: 'lefthook@2.2.2' },
  { program: 'prek', spec: '@j178/prek@0.5.3' },
  { program: 'simple-git-hooks', spec: 'simple-git-hooks@2.14.0' },
]

/** From the top of the repository. */
export const NPM_TEST_TOOLS_FOLDER = 'node_modules/.test-tools'
