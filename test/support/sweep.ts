import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    readonly sweep?: 'whole'
  }
}

/** What a `*.sweep.test.ts` tries: a part in `npm test`, all of it in `npm run test:slow`. */
export function sweep<T>(part: T, whole: T): T {
  return inject('sweep') === 'whole' ? whole : part
}
