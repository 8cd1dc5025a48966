import { outputUnreadable } from './git-faults.js'

export interface FieldSplitter {
  /** Takes the next piece of output; a piece may end anywhere. */
  push(chunk: Uint8Array): void
  /** @throws ProblemError `output-unreadable` if the last field has no end */
  end(): void
}

/** Cuts `-z` output into its NUL-ended fields. The time is linear in the length, however the output is chopped. */
export function createFieldSplitter(command: string, onField: (field: Buffer) => void): FieldSplitter {
  const pending: Buffer[] = []
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let start = 0
      for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
        const rest = bytes.subarray(start, end)
        onField(pending.length === 0 ? rest : Buffer.concat([...pending.splice(0), rest]))
        start = end + 1
      }
      if (start < bytes.length) pending.push(bytes.subarray(start))
    },
    end() {
      if (pending.length > 0) throw outputUnreadable(command, 'it ends in the middle of a field')
    },
  }
}

/** @throws ProblemError `output-unreadable` if the last field has no end */
export function splitFields(bytes: Uint8Array, command: string): readonly Buffer[] {
  const fields: Buffer[] = []
  const splitter = createFieldSplitter(command, (field) => fields.push(field))
  splitter.push(bytes)
  splitter.end()
  return fields
}
