import fc from 'fast-check'

/** Few letters, so that random patterns and paths meet; and what picomatch and people give a meaning. */
const NAMES = [
  'a',
  'b',
  'ab',
  'ba',
  'A',
  '.a',
  'a.b',
  '..a',
  '+a',
  'a+',
  '@a',
  '(a)',
  '[a',
  'a]',
  '{a',
  '!a',
  '$a',
  '^a',
  '"a"',
  'a b',
  '#',
  'é',
  '\\\\',
  'a\\*',
  '[[]',
  '~',
  'a|b',
  ')',
]

const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('a', 'b', 'ab', '.', '-') },
  { weight: 3, arbitrary: fc.constantFrom('*', '?', '**') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '[ab]',
      '[!a]',
      '[^b]',
      '[a-c]',
      '[!a-b]',
      '[+-9]',
      '[]a]',
      '[a-]',
      '[.a]',
      '[\\]a]',
      '[!.]',
      '[A-Z]',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('{a,b}', '{a,bb,}', '{1..3}', '{a,b/a}', '{a..c}', '{01..02}', '{a}', '{}') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '@(a|b)',
      '?(a)',
      '*(a)',
      '+(ab)',
      '*(a|b)',
      '@(a|*)',
      '+(?)',
      '@(?|bb)',
      '+([ab]|.)',
      '*(*(a)b)',
      '@()',
      '?(.)a',
      '*(ab)',
    ),
  },
)

const segment = fc.oneof(
  { weight: 6, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')) },
  { weight: 3, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 2, arbitrary: fc.constant('**') },
)

/** A pattern over the whole language, as somebody might type it. */
export const patternText = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))

const pathPiece = fc.constantFrom(
  'a',
  'b',
  'ab',
  'c',
  '.',
  '1',
  '+',
  'A',
  'bb',
  '-',
  '(a)',
  '[',
  ']',
  '@',
  '"',
  '\\',
  '*',
  'é',
  '{',
  '01',
  '$',
  '^',
  '!',
  '|',
  ')',
  '?',
)
const pathSegment = fc
  .array(pathPiece, { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.join(''))
  .filter((name) => name !== '.' && name !== '..')

/** A path that git could hold. */
export const repositoryPath = fc
  .array(pathSegment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'))
