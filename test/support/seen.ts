import { expect } from 'vitest'
import { inProject } from './project.js'

/**
 * One row of a table in the documents, as a test saw it on real programs: compared with `docs/seen/<table>/<row>.json`,
 * which `npm run docs` puts into the page. Where what is seen has changed on purpose: `npx vitest run -u <file>`.
 */
export async function expectSeen(table: string, row: string, cells: Readonly<Record<string, string>>): Promise<void> {
  const path = inProject(`docs/seen/${table}/${row}.json`)
  await expect(`${JSON.stringify(cells, null, 2)}\n`).toMatchFileSnapshot(path)
}
