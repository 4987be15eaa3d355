// Seeded draws, and what every drawn kernel call has.

import { seededRandom } from '../../src/lib/random'
import type { Rows } from '../../src/model/program'

export interface GridCall {
  readonly kernel: string
  readonly fields: Readonly<Record<string, number>>
  readonly rows: Rows
  readonly relu: boolean
  readonly model: Uint8Array
  readonly arena: Uint8Array
}

export interface Limits {
  readonly arenaBytes: number
  readonly modelBytes: number
  /** Of boards with room for wide layers; else the layers are an 8-bit board's. */
  readonly wide?: WideLayers
}

export interface WideLayers {
  readonly channels: readonly number[]
  /** Largest sides of pictures: one of these is drawn. */
  readonly sides: readonly number[]
  readonly products: number
  /** How weights of two channels lie where the kernel does not say it. */
  readonly pairs: 'woven' | 'stored'
}

export type Draft = Record<string, number>

export class Dice {
  readonly unit: () => number
  constructor(seed: number) {
    this.unit = seededRandom(seed)
  }
  /** Both ends included. */
  whole(lo: number, hi: number): number {
    return lo + Math.floor(this.unit() * (hi - lo + 1))
  }
  of<T>(...choices: readonly T[]): T {
    const chosen = choices[this.whole(0, choices.length - 1)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.whole(0, 255))
  }
}

export const oneRow: Rows = { first: 0, count: 1, inAt: 0, outAt: 0 }

/** All rows, or now and then one, as a streamed call has it. */
export function drawRows(dice: Dice, outHeight: number): Rows {
  if (dice.whole(0, 3) > 0) return { first: 0, count: outHeight, inAt: 0, outAt: 0 }
  const first = dice.whole(0, outHeight - 1)
  return { first, count: 1, inAt: 0, outAt: first }
}
