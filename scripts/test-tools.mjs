/** Programs that tests run and npm does not bring. `debian` is the package that `apt-get install` knows. */
export const TEST_TOOLS = [
  { program: 'pre-commit', debian: 'pre-commit', elsewhere: 'https://pre-commit.com/#install' },
  { program: 'git-lfs', debian: 'git-lfs', elsewhere: 'https://git-lfs.com' },
  { program: 'python3', debian: 'python3', elsewhere: 'https://www.python.org/downloads' },
  { program: 'perl', debian: 'perl', elsewhere: 'https://www.perl.org/get.html' },
]
