import { hostname } from 'node:os'

/** The host name, which other programs on this machine also write into their locks. */
export function hostName(): string {
  return hostname()
}
