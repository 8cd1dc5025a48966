import type { Random } from './random.js'

/** Ways in which a file comes to hold what nobody wrote. */
const MUTATIONS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  flipBit,
  flipBit,
  changeByte,
  changeByte,
  cutOut,
  cutOut,
  insert,
  repeat,
  truncate,
  truncate,
  zeroFrom,
  swapHalves,
  () => Buffer.alloc(0),
  (bytes) => Buffer.alloc(bytes.length),
  (bytes, random) => noise(1 + random.below(bytes.length), random),
  (_, random) => Buffer.from(random.pick(STRANGE)),
]

const PLAIN = [...Buffer.from('0123456789abcdefxyz.,:"{}[] \n')]

/** What stands in files that something else wrote. */
const STRANGE = [
  'null',
  '{}',
  '[]',
  '0',
  '""',
  'true',
  '{"sum":"","holders":[],',
  '"holders":[],\n',
  '{"schemaVersion":"1.0"}',
  '{"schemaVersion":"9.0"}',
  '{"schemaVersion":"1.0","revision":1,"token":"","locks":null,"waiters":[]}',
  '\ufeff{}',
  '<<<<<<< HEAD\n',
  '['.repeat(5_000),
  '{"a":'.repeat(5_000),
]

/** Never the same as before. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  for (;;) {
    const mutated = random.pick(MUTATIONS)(bytes, random)
    if (!mutated.equals(bytes)) return mutated
  }
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  const place = random.below(copy.length)
  copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8))
  return copy
}

/** To a digit or letter: what it makes may still be JSON. */
function changeByte(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  copy[random.below(copy.length)] = random.pick(PLAIN)
  return copy
}

function cutOut(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(40))])
}

function insert(bytes: Buffer, random: Random): Buffer {
  const place = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(0, place), noise(1 + random.below(20), random), bytes.subarray(place)])
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length)
  const part = bytes.subarray(from, from + 1 + random.below(60))
  return Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(from)])
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length))
}

/** As a file is after the power was cut: its length is there, and its end is not. */
function zeroFrom(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  return copy.fill(0, random.below(copy.length))
}

function swapHalves(bytes: Buffer, random: Random): Buffer {
  const place = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(place), bytes.subarray(0, place)])
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)))
}
