import { join } from 'node:path'
import { takeBlockOut } from '../../git/hooks/our-lines.js'
import { lookAtHook } from '../../git/hooks/hook-file.js'
import type { HookSetup } from '../../git/hooks/find-owner.js'
import type { Place } from '../../git/place.js'
import { STRICT_HOOK } from './hook-text.js'

/** No program that runs hooks runs this one: it stands where git looks, and their installers leave it there. */
export function ofStrictHook(setup: HookSetup): HookSetup {
  return { ...setup, owner: 'plain', editFolder: setup.folder }
}

/** Did `init --strict` run here once? The hook itself says so. */
export function isStrictHere(place: Place, setup: HookSetup): boolean {
  const roots = [place.top, place.commonDir].filter((root) => root !== null)
  try {
    const { content } = lookAtHook(join(setup.folder, STRICT_HOOK), roots)
    return content !== null && takeBlockOut(content.toString('latin1')).kind === 'with'
  } catch {
    return false
  }
}
