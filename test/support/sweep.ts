import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    readonly sweep?: 'whole'
  }
}

/** How many random cases a `*.sweep.test.ts` tries: a part in `npm test`, all in `npm run test:slow`. */
export function sweep(part: number, whole: number): number {
  return inject('sweep') === 'whole' ? whole : part
}
