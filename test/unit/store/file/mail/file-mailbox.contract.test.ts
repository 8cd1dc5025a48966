import { openFileMailbox } from '../../../../../src/store/file/mail/file-mailbox.js'
import { describeMailbox } from '../../mailbox-contract.js'
import { makeFolder } from '../../../../support/store/mail-rig.js'

describeMailbox('files', (options) => {
  const folder = makeFolder()
  return () => openFileMailbox({ folder, ...options })
})
