import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeScratch } from './scratch.js'

/**
 * Tests see neither the developer's git configuration nor the agent program that runs them: the home is an
 * empty folder, and every variable that git or Holdfast reads is gone.
 */
export default function poisonHome(): () => void {
  const scratch = makeScratch()
  // Some tests act as another account, which has to get to its files.
  chmodSync(scratch, 0o755)
  const home = join(scratch, 'home')
  mkdirSync(home)
  for (const name of Object.keys(process.env)) {
    if (
      /^(GIT_|HOLDFAST_|CLAUDE|CODEX_|CURSOR_|GEMINI_|COPILOT_|OPENCODE|ANTIGRAVITY_|AMP_|AI_AGENT|HUSKY|XDG_)/.test(
        name,
      )
    )
      Reflect.deleteProperty(process.env, name)
  }
  Reflect.deleteProperty(process.env, 'NODE_OPTIONS')
  Reflect.deleteProperty(process.env, 'NODE_EXTRA_CA_CERTS')
  const config = join(home, 'gitconfig')
  writeFileSync(
    config,
    '[user]\n\tname = Test Person\n\temail = person@example.org\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n',
  )
  Object.assign(process.env, {
    HOME: home,
    USERPROFILE: home,
    TMPDIR: scratch,
    GIT_CONFIG_GLOBAL: config,
    GIT_CONFIG_NOSYSTEM: '1',
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
  })
  return () => rmSync(scratch, { recursive: true, force: true })
}
