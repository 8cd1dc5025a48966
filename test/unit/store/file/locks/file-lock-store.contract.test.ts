import { join } from 'node:path'
import type { Disk } from '../../../../../src/disk/disk.js'
import { openFileLockStore } from '../../../../../src/store/file/locks/file-lock-store.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { describeLockStore, type OpenFresh } from '../../lock-store-contract.js'
import { diskWithoutLinks, makeFolder } from '../../../../support/store/lock-rig.js'

describeLockStore('files', openFreshOn(nodeDisk))
describeLockStore('files of a disk without hard links', openFreshOn(diskWithoutLinks))

function openFreshOn(disk: Disk): OpenFresh {
  return ({ now }) => {
    const folder = join(makeFolder(), 'locks')
    return () => openFileLockStore({ folder, disk, now })
  }
}
