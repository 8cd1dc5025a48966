import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of this repository in documents. No document may name a file that was moved or removed. */
const NAMED = /(?<![\w/.])(?:src|hooks|test|torture|bench|scripts)\/[\w./-]*[\w/](?![\w<-])/g

/** Gives a sentence for each path that a document about the code names and that does not exist. */
export function findMissingPaths(root) {
  const internals = readdirSync(join(root, 'docs/internals')).map((name) => `docs/internals/${name}`)
  const documents = ['CONTRIBUTING.md', 'docs/ARCHITECTURE.md', ...internals]
  return documents.flatMap((document) =>
    [...new Set(readFileSync(join(root, document), 'utf8').match(NAMED) ?? [])]
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${document} names ${path}, which is not there`),
  )
}
