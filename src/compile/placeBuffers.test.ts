import { describe, expect, it } from 'vitest'
import { seededRandom } from '../lib/random'
import type { Group, Overlap, Resident } from './placeBuffers'
import { leastBytes, placeBuffers } from './placeBuffers'

const resident = (id: string, bytes: number, from: number, until: number): Resident => ({
  id,
  bytes,
  from,
  until,
})

describe('placeBuffers', () => {
  it('begins a result the given gap before its input, and chains of them', () => {
    const groups = [resident('x', 1024, 0, 1), resident('a', 1176, 0, 2), resident('b', 400, 1, 3)]
    const overlaps = [
      { over: 'a', under: 'x', gapBytes: 344 },
      { over: 'b', under: 'a', gapBytes: 80 },
    ]
    const { offsets, arenaBytes } = placeBuffers(
      groups.map((one) => [one]),
      overlaps,
    )
    expect(Object.fromEntries(offsets)).toEqual({ b: 0, a: 80, x: 424 })
    expect(arenaBytes).toBe(1448)
  })

  it('lets a result lie far before its input, or behind it, but not in between', () => {
    const both = [resident('in', 10, 0, 1), resident('out', 20, 0, 2)]
    const hole = (from: number, until: number) => resident(`at ${from}`, until - from, 0, 2)
    const { offsets, arenaBytes } = placeBuffers(
      [...both, hole(0, 30)].map((one) => [one]),
      [{ over: 'out', under: 'in', gapBytes: 15 }],
    )
    expect((offsets.get('in') ?? 0) - (offsets.get('out') ?? 0)).toBeGreaterThanOrEqual(15)
    expect(arenaBytes).toBe(55)
  })

  it('puts a long life on top of a chain that slides down', () => {
    // Of mini-Xception with 7 channels in front.
    const groups = [
      resident('depthwise', 28_800, 2, 5),
      resident('shortcut', 14_400, 3, 9),
      resident('activation', 57_600, 4, 6),
      resident('second', 57_600, 5, 7),
    ]
    const overlaps = [
      { over: 'activation', under: 'depthwise', gapBytes: 29_280 },
      { over: 'second', under: 'activation', gapBytes: 1920 },
    ]
    const { arenaBytes } = placeBuffers(
      groups.map((one) => [one]),
      overlaps,
    )
    expect(arenaBytes).toBe(1920 + 29_280 + 28_800 + 14_400)
  })

  it('is as good as every order, for small random sets', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed)
      const pick = (n: number) => Math.floor(random() * n)
      const all = Array.from({ length: 6 }, (_, i) => {
        const from = pick(5)
        return resident(`${i}`, 1 + pick(40), from, from + 1 + pick(3))
      })
      const groups: Group[] = all.map((one) => [one])
      const overlaps: Overlap[] = all.slice(1).flatMap((over, i) => {
        const under = all[i]
        if (!under || over.from !== under.until - 1) return []
        return [{ over: over.id, under: under.id, gapBytes: pick(over.bytes) }]
      })
      const least = Math.max(...leastBytes(groups, overlaps))
      const found = placeBuffers(groups, overlaps)
      expect(found.arenaBytes).toBeGreaterThanOrEqual(least)
      expect(found.arenaBytes).toBe(smallest(all, overlaps))
    }
  })
})

/** First fit over all orders, by trying every byte. */
function smallest(all: readonly Resident[], overlaps: readonly Overlap[]): number {
  const wrong = (a: Resident, at: number, b: Resident, to: number): boolean => {
    if (a.from >= b.until || b.from >= a.until || at + a.bytes <= to || to + b.bytes <= at)
      return false
    const gap = (over: Resident, under: Resident) =>
      overlaps.find((o) => o.over === over.id && o.under === under.id)?.gapBytes ?? Infinity
    return !(at + gap(a, b) <= to || to + gap(b, a) <= at)
  }
  let best = Infinity
  const place = (left: readonly Resident[], placed: readonly [Resident, number][], top: number) => {
    if (top >= best) return
    if (left.length === 0) best = top
    for (const one of left) {
      let at = 0
      while (placed.some(([other, to]) => wrong(one, at, other, to))) at++
      const rest = left.filter((other) => other !== one)
      place(rest, [...placed, [one, at]], Math.max(top, at + one.bytes))
    }
  }
  place(all, [], 0)
  return best
}
