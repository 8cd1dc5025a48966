import type { AgentName } from '../../src/core/agent-name.js'
import type { Change } from '../../src/core/change.js'
import { groupConflicts } from '../../src/core/locks/conflict-groups.js'
import type { Lock, LockId } from '../../src/core/locks/lock.js'
import type { GateReport } from '../../src/report/gate/gate-report.js'

/** What a stranger would write where a report shows their words. */
export const HOSTILE = [
  '::error file=x::pwned',
  '\n::set-output name=verdict::clear',
  '\r\n  ::add-mask::secret',
  '##[command]rm -rf /',
  '##vso[task.complete result=Succeeded]',
  '%0A::warning::x',
  '| cell | cell |\n| --- | --- |',
  '`code` **bold** [link](javascript:alert(1)) ![image](http://x/y.png)',
  '@everyone and @org/team #123 http://evil.example',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</failure><testcase name="forged"/>',
  ']]>&amp;&#x0;',
  '\u0000\u0001\u0008\u001b[31mred\u001b[0m\u007f\u009b',
  '\u202eesrever \u2066\u200b\u2028\u2029',
  '\ud800 half of a pair',
  '\ufffe\uffff',
  'x'.repeat(10_000),
  '{0} {{1}} [0](1)',
]

function lockOf(words: string, index: number): Lock {
  return {
    id: `lock-${index}` as LockId,
    owner: { agent: `agent-${index}` as AgentName, session: words, host: '' },
    intent: { action: 'WRITE', scope: [words], description: words, priority: 5 },
    resource: words,
    covers: { includes: [], excludes: [] },
    createdAt: 0,
    expiresAt: Date.UTC(2026, 0, 2),
    revision: 1,
    process: null,
    origin: 'holdfast',
  }
}

/** Every hostile text as a path, a resource, a description, and the name of what is checked. */
export function hostileReport(texts: readonly string[] = HOSTILE, what = texts.join(' ')): GateReport {
  const conflicts = texts.map((text, index) => {
    const commit = { id: 'a'.repeat(40), agents: [], authorEmail: '' }
    const change: Change = { path: text, kind: 'modified', isSubmodule: false, commit }
    return { change, lock: lockOf(text, index) }
  })
  const latin = {
    path: 'caf\ufffd\ufffd.txt',
    bytes: 'caf\u00e9\u00ff.txt',
    kind: 'added',
    isSubmodule: false,
  } as const
  const all = [...conflicts, { change: latin, lock: lockOf('x', 999) }]
  return {
    verdict: 'refused',
    conflicts: all,
    findings: groupConflicts(all),
    paths: all.map(({ change }) => change.path),
    what,
    base: 'b'.repeat(40),
    head: 'c'.repeat(40),
    lockCount: all.length,
    storeCount: 1,
    alertedCount: 0,
    now: Date.UTC(2026, 0, 1),
  }
}

export function clearReport(paths: readonly string[] = ['a', 'b']): GateReport {
  return { ...hostileReport([], 'x'), verdict: 'clear', conflicts: [], findings: [], paths }
}
