// Training, validation and test parts of one data set: disjoint, seeded, each class in all of them.

import { seededRandom } from '../lib/random'

export interface Split {
  readonly train: Uint32Array
  readonly validation: Uint32Array
  readonly test: Uint32Array
}

export interface Shares {
  readonly validation: number
  readonly test: number
}

/** Ascending indices. Shares of each class are rounded; what is left trains. */
export function splitSamples(
  count: number,
  { validation, test }: Shares,
  seed: number,
  labels?: ArrayLike<number>,
): Split {
  const random = seededRandom(seed)
  const classes = new Map<number, number[]>()
  for (let i = 0; i < count; i++) {
    const label = labels?.[i] ?? 0
    const members = classes.get(label) ?? []
    members.push(i)
    classes.set(label, members)
  }
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] }
  for (const [, members] of [...classes].sort(([a], [b]) => a - b)) {
    shuffle(members, random)
    const held = Math.round(members.length * validation)
    const tested = Math.round(members.length * test)
    parts.validation.push(...members.slice(0, held))
    parts.test.push(...members.slice(held, held + tested))
    parts.train.push(...members.slice(held + tested))
  }
  const sorted = (list: number[]) => Uint32Array.from(list).sort()
  return {
    train: sorted(parts.train),
    validation: sorted(parts.validation),
    test: sorted(parts.test),
  }
}

/** In place; Fisher and Yates. */
export function shuffle(list: { length: number; [index: number]: number }, random: () => number) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = list[i]!
    list[i] = list[j]!
    list[j] = kept
  }
}
