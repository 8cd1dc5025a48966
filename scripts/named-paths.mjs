import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders of this repository as documents name them. Nothing in a document may lead to a file that was moved or removed. */
const NAMED = /(?<![\w/.])(?:src|hooks|test|torture|bench|scripts)\/[\w./-]*[\w/](?![\w<-])/g

/** A sentence for each path that a document about the code names and that is not there. */
export function findMissingPaths(root) {
  const internals = readdirSync(join(root, 'docs/internals')).map((name) => `docs/internals/${name}`)
  const documents = ['CONTRIBUTING.md', 'docs/ARCHITECTURE.md', ...internals]
  return documents.flatMap((document) =>
    [...new Set(readFileSync(join(root, document), 'utf8').match(NAMED) ?? [])]
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${document} names ${path}, which is not there`),
  )
}
