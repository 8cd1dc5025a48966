/** A resource as an agent would type it, and the paths of our little tree that it covers: listed, not computed. */
export interface Ground {
  readonly resource: string
  readonly paths: readonly string[]
}

const SHAPES: readonly Ground[] = [
  { resource: 'src/**', paths: ['src/a/x.ts', 'src/a/y.ts', 'src/b/x.ts', 'src/b/y.ts'] },
  { resource: 'src/a', paths: ['src/a/x.ts', 'src/a/y.ts'] },
  { resource: 'src/*/x.ts', paths: ['src/a/x.ts', 'src/b/x.ts'] },
  { resource: 'src/[!a]/*', paths: ['src/b/x.ts', 'src/b/y.ts'] },
  { resource: 'src/b/y.ts', paths: ['src/b/y.ts'] },
  { resource: '{src/a,docs}/**', paths: ['src/a/x.ts', 'src/a/y.ts', 'docs/a.md', 'docs/b.md'] },
  { resource: 'docs/?.md', paths: ['docs/a.md', 'docs/b.md'] },
  { resource: 'docs/a.md', paths: ['docs/a.md'] },
]

/** The shapes in so many folders: the more, the less the agents meet. */
export function listGrounds(folders: number): readonly Ground[] {
  return Array.from({ length: folders }, (_, index) => `m${index}`).flatMap((folder) =>
    SHAPES.map(({ resource, paths }) => ({
      resource: `${folder}/${resource}`,
      paths: paths.map((path) => `${folder}/${path}`),
    })),
  )
}
