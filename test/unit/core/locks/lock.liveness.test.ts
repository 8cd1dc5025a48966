import { describe, expect, it } from 'vitest'
import { isLive, type ProcessBinding } from '../../../../src/core/locks/lock.js'

const binding: ProcessBinding = { pid: 7, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' }
const never = (): boolean => false

describe('a lock', () => {
  it('is live until its expiry, and not at it', () => {
    expect(isLive({ expiresAt: 100, process: null }, 99, never)).toBe(true)
    expect(isLive({ expiresAt: 100, process: null }, 100, never)).toBe(false)
  })

  it('dies with the process that it is bound to', () => {
    const isGone = (asked: ProcessBinding): boolean => asked === binding
    expect(isLive({ expiresAt: 100, process: binding }, 1, isGone)).toBe(false)
    expect(isLive({ expiresAt: 100, process: binding }, 1, never)).toBe(true)
  })

  it('without a process asks for none', () => {
    const isGone = (): boolean => {
      throw new Error('asked')
    }
    expect(isLive({ expiresAt: 100, process: null }, 1, isGone)).toBe(true)
  })
})
