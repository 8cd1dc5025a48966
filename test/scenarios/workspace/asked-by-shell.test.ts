import { describe, expect, it } from 'vitest'
import { readAskedByHook, readStagedByHook } from '../../../src/app/workspace/asked-by-shell.js'
import { createRepository } from '../../support/repository.js'

describe('what the hook has asked already', () => {
  const repository = createRepository()
  const asked = (text: string | undefined, env = {}) =>
    readAskedByHook(repository.top, { ...env, HOLDFAST_ASKED: text })

  it('is where it runs, and what the configuration says', () => {
    const answer = asked('common .git\nholdfast.agent bob\nholdfast.locksdir /x y\nuser.name A B\ncore.ignorecase\n')
    expect(answer?.place).toMatchObject({ top: repository.top, isBare: false, prefix: '' })
    expect(answer?.place.commonDir).toBe(`${repository.top}/.git`)
    expect([...(answer?.settings.holdfast ?? [])]).toEqual([
      ['agent', 'bob'],
      ['locksdir', '/x y'],
    ])
    expect(answer?.settings).toMatchObject({ userName: 'A B', userEmail: null, ignoreCase: true })
  })

  it('takes the last of several values, as git does', () => {
    expect(asked('common .git\nholdfast.agent a\nholdfast.agent b')?.settings.holdfast.get('agent')).toBe('b')
  })

  it.each([undefined, '', 'user.name x', 'common nowhere', 'common .git\nuser.name two\nlines of a value'])(
    'is asked again after %j',
    (text) => {
      expect(asked(text)).toBeNull()
    },
  )

  it('is asked again where the git folder is not plain to see', () => {
    expect(asked('common .git', { GIT_DIR: '/nowhere' })).toBeNull()
    expect(readAskedByHook('/', { HOLDFAST_ASKED: 'common .' })).toBeNull()
  })
})

describe('what the hook pipes', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

  it('is the difference, where git ended well', () => {
    expect(Buffer.from(readStagedByHook(bytes(':raw\0path\x000\n')) ?? []).toString()).toBe(':raw\0path\0')
    expect(readStagedByHook(bytes('0\n'))).toHaveLength(0)
  })

  it.each(['', '128\n', ':raw\0path\x00128\n', ':raw\0torn', ':raw\0path\0'])('is not taken of %j', (text) => {
    expect(readStagedByHook(bytes(text))).toBeNull()
  })
})
