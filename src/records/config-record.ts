import * as z from 'zod/mini'
import type { ConfigProblem } from '../core/problems/config-problem.js'
import { parsed, refused, type Parsed } from '../core/problems/parsed.js'
import { describeIssues } from './schema-issues.js'

const agentName = z.lazy(() => z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)))

const autoLock = z.lazy(() =>
  z
    .enum(['off', 'edit', 'ask'])
    .check(
      z.describe(
        'Whether an edit that an agent program reports to its hook locks the file for that session: never (off, the default), always (edit), or when the person agrees (ask).',
      ),
    ),
)

const trailer = z.lazy(() =>
  z
    .enum(['on', 'off'])
    .check(z.describe('Whether a commit notes in a trailer Holdfast-Agent which agent makes it (on, the default).')),
)

const requiredGlobs = z.lazy(() =>
  z
    .array(z.string().check(z.minLength(1), z.maxLength(4_096)))
    .check(
      z.maxLength(256),
      z.describe(
        'Globs of paths that an agent must lock before it commits them, while other agents hold locks; !glob excludes paths.',
      ),
    ),
)

const agentHook = z.lazy(() =>
  z.strictObject({
    onError: z.optional(
      z
        .enum(['allow', 'block'])
        .check(
          z.describe(
            'What the hook of an agent program does when it cannot check: let the edit through (allow, the default) or deny it (block).',
          ),
        ),
    ),
  }),
)

/**
 * `.holdfast.json`: the policy of a repository for every clone. Folders and identities belong to one clone, so never
 * here.
 */
export const configRecord = z.lazy(() =>
  z.strictObject({
    $schema: z.optional(z.string().check(z.describe('Where editors find this schema.'))),
    onError: z.optional(
      z
        .enum(['block', 'warn'])
        .check(
          z.describe(
            'What a git hook does when it cannot check: refuse (block, the default) or let through with a warning (warn).',
          ),
        ),
    ),
    ownership: z.optional(
      z
        .enum(['agent', 'session'])
        .check(
          z.describe(
            'Whether all sessions of an agent name own its locks (agent, the default) or each session only its own.',
          ),
        ),
    ),
    ttl: z.optional(
      z
        .string()
        .check(
          z.regex(/^\d{1,9}[smhd]?$/),
          z.describe('How long a lock lives when the command says nothing: 90s, 30m (the default), 2h, 1d.'),
        ),
    ),
    warnUnlocked: z.optional(
      z
        .boolean()
        .check(
          z.describe(
            'Whether a commit names the files that its agent never locked, while other agents hold locks. Default true.',
          ),
        ),
    ),
    agents: z.optional(
      z
        .array(agentName)
        .check(
          z.maxLength(256),
          z.describe('Agents that are told of every conflict, besides those that have a mailbox or a lock.'),
        ),
    ),
    publish: z.optional(
      z
        .enum(['auto', 'off'])
        .check(
          z.describe(
            'Whether a push also writes the active locks to one ref of the remote, where CI reads them (auto, the default).',
          ),
        ),
    ),
    autoLock: z.optional(autoLock),
    agentHook: z.optional(agentHook),
    trailer: z.optional(trailer),
    requireLock: z.optional(requiredGlobs),
  }),
)

export type ConfigRecord = z.infer<typeof configRecord>

export const MAX_CONFIG_BYTES = 64 * 1024

/** @param path the file that the problem names */
export function parseConfigRecord(text: string, path: string): Parsed<ConfigRecord, ConfigProblem> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return refused({
      area: 'config',
      code: 'file-unreadable',
      path,
      reason: error instanceof Error ? error.message : 'no JSON',
    })
  }
  const result = z.safeParse(configRecord, json)
  if (result.success) return parsed(result.data)
  return refused({ area: 'config', code: 'file-unreadable', path, reason: describeIssues(result.error, 'the file') })
}
