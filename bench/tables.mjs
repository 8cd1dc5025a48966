import { msOf, reachOf } from './targets.mjs'

export function targetTable(judged) {
  return table(
    ['what', 'target', 'this run', ''],
    judged.map(({ what, reach, value, unit, isReached }) => [
      what,
      reach,
      `${value.toFixed(unit === '/s' ? 0 : 2)} ${unit}`,
      isReached ? 'reached' : 'missed',
    ]),
  )
}

export function commitTable(rows, part) {
  const [bare, node] = [msOf(rows, 'no hook'), msOf(rows, 'empty Node hook')]
  return table(
    ['case', 'ms', 'ms over no hook', 'of the empty Node hook', 'target'],
    rows.map(({ name, ms }) => [
      name,
      ms.toFixed(1),
      (ms - bare).toFixed(1),
      (ms / node).toFixed(2),
      reachOf(part, name),
    ]),
  )
}

/** Compares each second row with the row before it. */
export function pairTable(rows, part) {
  return table(
    ['case', 'ms', 'of the row above', 'target'],
    rows.map(({ name, ms }, index) => [
      name,
      ms.toFixed(1),
      index % 2 === 0 ? '' : (ms / rows[index - 1].ms).toFixed(2),
      reachOf(part, name),
    ]),
  )
}

export function agentHookTable(rows, part) {
  const node = msOf(rows, 'empty Node script')
  return table(
    ['case', 'ms', 'ms over the empty script', 'target'],
    rows.map(({ name, ms }) => [name, ms.toFixed(1), (ms - node).toFixed(1), reachOf(part, name)]),
  )
}

/** Compares starts with an empty script; a call starts nothing. */
export function mcpTable(rows) {
  const node = msOf(rows, 'empty Node script')
  return table(
    ['case', 'ms', 'ms over the empty script'],
    rows.map(({ name, ms }) => [name, ms.toFixed(1), name.startsWith('a call') ? '' : (ms - node).toFixed(1)]),
  )
}

export function acquireTable(rows, part) {
  return table(
    ['case', 'p50 ms', 'p90 ms', 'target'],
    rows.map(({ name, ms, p90 }) => [name, ms.toFixed(2), p90.toFixed(2), reachOf(part, name)]),
  )
}

export function fleetTable(rows, part) {
  return table(
    ['case', 'acquisitions/s', 'target'],
    rows.map(({ name, perSecond }) => [name, perSecond.toFixed(0), reachOf(part, name)]),
  )
}

export function plainTable(rows) {
  return table(
    ['case', 'ms'],
    rows.map(({ name, ms }) => [name, ms.toFixed(2)]),
  )
}

export function memoryTable(rows) {
  return table(
    ['case', 'MiB'],
    rows.map(({ name, mib }) => [name, mib.toFixed(0)]),
  )
}

export function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
