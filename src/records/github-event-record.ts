import { OBJECT_ID } from '../core/object-id.js'
import * as z from 'zod/mini'
import { readJson, type Decoded } from './json-text.js'

/** GitHub sends no larger event. */
export const MAX_EVENT_BYTES = 25 * 1024 * 1024

const objectId = z.lazy(() => z.string().check(z.regex(OBJECT_ID)))
const name = z.lazy(() => z.string().check(z.maxLength(1_000)))

/** The part of the file at GITHUB_EVENT_PATH that says which commits a workflow run is about. */
const eventRecord = z.lazy(() =>
  z.object({
    pull_request: z.optional(
      z.object({
        number: z.optional(z.int()),
        base: z.object({ sha: objectId, ref: name }),
        head: z.object({ sha: objectId, ref: name }),
      }),
    ),
    merge_group: z.optional(z.object({ base_sha: objectId, head_sha: objectId, head_ref: z.optional(name) })),
    before: z.optional(objectId),
    after: z.optional(objectId),
    ref: z.optional(z.nullable(name)),
    deleted: z.optional(z.boolean()),
    repository: z.optional(z.object({ default_branch: z.optional(name) })),
  }),
)
export type GithubEvent = z.infer<typeof eventRecord>

export function decodeGithubEvent(content: Uint8Array): Decoded<GithubEvent> {
  const json = readJson(content)
  if (!json.ok) return json
  const result = z.safeParse(eventRecord, json.value)
  if (result.success) return { ok: true, value: result.data }
  const path = result.error.issues[0]?.path.map(String).join('.') ?? ''
  return { ok: false, reason: `it is not a GitHub event${path === '' ? '' : ` (${path})`}` }
}
