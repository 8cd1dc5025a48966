import { join } from 'node:path'
import { isNamed } from '../disk/look.js'
import type { Place } from './place.js'

type RunGit = (...args: string[]) => Promise<string>

/** One git lists the index and HEAD. The test that this gives looks at the work tree only for other paths. */
export async function readTrackedPaths(place: Place, run: RunGit): Promise<(path: string) => boolean> {
  const tracked = withFolders((await listPaths(place, run)).split('\0'))
  return (path) => tracked.has(path) || isInWorkTree(place, path)
}

async function listPaths(place: Place, run: RunGit): Promise<string> {
  const head = await run('rev-parse', '-q', '--verify', 'HEAD^{tree}')
  if (place.isBare) return head === '' ? '' : run('ls-tree', '-r', '-z', '--name-only', '--full-tree', 'HEAD')
  // With the tree: a file whose deletion is staged still has its name in HEAD.
  const fromHead = head === '' ? [] : ['--with-tree=HEAD']
  return run('ls-files', '-z', '--full-name', ...fromHead, '--', ':/')
}

function withFolders(paths: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const path of paths) {
    for (let name = path; name !== '' && !names.has(name); name = name.slice(0, Math.max(0, name.lastIndexOf('/'))))
      names.add(name)
  }
  return names
}

function isInWorkTree(place: Place, path: string): boolean {
  if (place.top === null || path === '' || path.includes('\0') || path.split('/').includes('..')) return false
  return isNamed(join(place.top, path))
}
