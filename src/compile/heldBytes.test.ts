import { describe, expect, it } from 'vitest'
import { seededRandom } from '../lib/random'
import { HeldBytes } from './heldBytes'

describe('HeldBytes', () => {
  it('knows what an array of tags knows', () => {
    const random = seededRandom(7)
    const below = (n: number) => Math.floor(random() * n)
    const size = 40
    for (let round = 0; round < 300; round++) {
      const held = new HeldBytes()
      const tags = new Int32Array(size)
      for (let step = 0; step < 40; step++) {
        const count = below(12)
        const [at, other] = [below(size - count), below(size - count)]
        // Few shifts, so that runs join.
        const tag = at + 100 * (1 + below(3))
        const kind = below(4)
        if (kind < 2) {
          held.write(at, count, tag)
          for (let i = 0; i < count; i++) tags[at + i] = tag + i
        } else if (kind === 2) {
          held.move(at, other, count)
          tags.copyWithin(at, other, other + count)
        } else {
          held.clear(at, count)
          tags.fill(0, at, at + count)
        }
        const [from, length] = [below(size), below(size)]
        const wanted = from + 100 * (1 + below(3))
        let found = 0
        while (found < length && tags[from + found] === wanted + found) found++
        expect(held.holds(from, length, wanted)).toBe(found)
      }
    }
  })
})
