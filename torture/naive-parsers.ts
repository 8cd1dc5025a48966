/** Parsers as they are written at first. What cannot be read is nothing; what can be is taken at its word. */

/** A glob as a regular expression, by replacement. */
export function matchNaively(pattern: string, path: string): boolean {
  const source = pattern.replaceAll('.', '\\.').replaceAll('**', '.*').replaceAll('*', '[^/]*').replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(path)
}

interface NaiveLock {
  readonly ownerAgent: { readonly agent_id: string }
  readonly resource: string
}

/** @returns null for what cannot be read: then nobody holds it */
export function readNaively(bytes: Uint8Array): { readonly agent: string; readonly resource: string } | null {
  let lock: NaiveLock
  try {
    lock = JSON.parse(Buffer.from(bytes).toString('utf8')) as NaiveLock
  } catch {
    return null
  }
  return { agent: lock.ownerAgent.agent_id.toLowerCase(), resource: lock.resource.replace(/\/$/, '') }
}

/** Four words a line, and nothing else ever comes. */
export function splitNaively(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n')
  return lines.map((line) => {
    const [ref, id, remoteRef, remoteId] = line.split(' ') as [string, string, string, string]
    return [ref.trim(), id.toLowerCase(), remoteRef.slice('refs/heads/'.length), remoteId.toLowerCase()].join(' ')
  })
}

/** As text between NULs, with the path behind every record. */
export function splitDiffNaively(bytes: Uint8Array): readonly string[] {
  const fields = Buffer.from(bytes).toString('utf8').split('\0')
  return fields.flatMap((field, index) => {
    if (!field.startsWith(':')) return []
    const [path, status] = [fields[index + 1], field.split(' ')[4]] as [string, string]
    return [status.charAt(0) + path.trim()]
  })
}
