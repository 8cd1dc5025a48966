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
