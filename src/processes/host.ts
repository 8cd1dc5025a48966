import { hostname } from 'node:os'

/** The name that other programs on this machine write into their locks, too. */
export function hostName(): string {
  return hostname()
}
