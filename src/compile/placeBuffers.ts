// Places groups of buffers in one arena: first fit over a few orders, and where those leave more than the
// fullest step needs, a search below what they found. So that a smaller buffer makes no larger arena.

import type { BufferId } from '../model/program'
import type { Pair } from './searchPlaces'
import { searchPlaces } from './searchPlaces'

/** Half-open in steps. */
interface Life {
  readonly from: number
  readonly until: number
}

export interface Resident extends Life {
  readonly id: BufferId
  readonly bytes: number
}

/** Residents that begin at the same place, at least one. */
export type Group = readonly Resident[]

/** `over` may begin `gapBytes` or more before `under` while both are alive. */
export interface Overlap {
  readonly over: BufferId
  readonly under: BufferId
  readonly gapBytes: number
}

export interface Placement {
  readonly offsets: ReadonlyMap<BufferId, number>
  readonly arenaBytes: number
}

/** For a group at `offset`: it must not begin inside (offset + lo, offset + hi), both excluded. */
interface Neighbor {
  readonly group: number
  readonly lo: number
  readonly hi: number
}

const key = (over: BufferId, under: BufferId) => `${over}\n${under}`

const gapsOf = (overlaps: readonly Overlap[]) =>
  new Map(overlaps.map(({ over, under, gapBytes }) => [key(over, under), gapBytes]))

const together = (a: Life, b: Life) => a.from < b.until && b.from < a.until

/** From the first that begins to the last that ends. */
const lifeOf = (group: Group): Life => ({
  from: Math.min(...group.map(({ from }) => from)),
  until: Math.max(...group.map(({ until }) => until)),
})

/** Where `group` may not begin, measured from the start of `other`; undefined where anywhere is right. */
function distance(group: Group, other: Group, gaps: ReadonlyMap<string, number>) {
  let [lo, hi] = [0, 0]
  for (const a of group)
    for (const b of other) {
      if (!together(a, b)) continue
      const none = gaps.size === 0
      lo = Math.min(lo, -((none ? undefined : gaps.get(key(a.id, b.id))) ?? a.bytes))
      hi = Math.max(hi, (none ? undefined : gaps.get(key(b.id, a.id))) ?? b.bytes)
    }
  return lo < hi ? { lo, hi } : undefined
}

function neighborsOf(groups: readonly Group[], overlaps: readonly Overlap[]): Neighbor[][] {
  const gaps = gapsOf(overlaps)
  const lives = groups.map(lifeOf)
  return groups.map((group, i) => {
    const neighbors: Neighbor[] = []
    groups.forEach((other, j) => {
      if (i === j || !together(lives[i]!, lives[j]!)) return
      const apart = distance(group, other, gaps)
      if (apart) neighbors.push({ group: j, ...apart })
    })
    return neighbors
  })
}

/** What lives at each step, in bytes: no placement is smaller than the most of them. */
export function leastBytes(groups: readonly Group[], overlaps: readonly Overlap[]): number[] {
  const residents = new Map(groups.flat().map((one) => [one.id, one]))
  const steps = Math.max(0, ...groups.flat().map(({ until }) => until))
  const alive = (one: Resident | undefined, step: number) =>
    one !== undefined && one.from <= step && step < one.until
  return Array.from({ length: steps }, (_, step) => {
    let sum = 0
    for (const group of groups)
      sum += group.reduce((most, one) => (alive(one, step) ? Math.max(most, one.bytes) : most), 0)
    for (const { over, under, gapBytes } of overlaps) {
      const above = residents.get(over)
      const below = residents.get(under)
      if (above && below && alive(above, step) && alive(below, step))
        sum -= above.bytes + below.bytes - Math.max(above.bytes, gapBytes + below.bytes)
    }
    return sum
  })
}

class Packing {
  readonly bytes: number[]
  readonly neighbors: Neighbor[][]
  readonly bound: number
  /** What neighbors take, in `firstFit`. */
  readonly #lows: Float64Array
  readonly #highs: Float64Array
  best: { offsets: readonly number[]; arenaBytes: number } | undefined

  constructor(groups: readonly Group[], overlaps: readonly Overlap[]) {
    this.bytes = groups.map((group) => Math.max(...group.map(({ bytes }) => bytes)))
    this.neighbors = neighborsOf(groups, overlaps)
    this.#lows = new Float64Array(groups.length)
    this.#highs = new Float64Array(groups.length)
    this.bound = Math.max(0, ...leastBytes(groups, overlaps))
  }

  get done(): boolean {
    return this.best?.arenaBytes === this.bound
  }

  /** The group that sticks out. */
  #keepBest(offsets: readonly number[]): number {
    const ends = offsets.map((offset, group) => offset + (this.bytes[group] ?? 0))
    const arenaBytes = Math.max(0, ...ends)
    if (!this.best || arenaBytes < this.best.arenaBytes) this.best = { offsets, arenaBytes }
    return ends.indexOf(arenaBytes)
  }

  /** Each in turn at the lowest place that is free; the group that then sticks out. */
  firstFit(order: readonly number[]): number {
    const offsets = this.bytes.map(() => -1)
    const [lows, highs] = [this.#lows, this.#highs]
    for (const group of order) {
      // Sorted as they come, without an object for each: a tick of a slider places dozens of orders.
      let taken = 0
      for (const { group: other, lo, hi } of this.neighbors[group] ?? []) {
        const at = offsets[other]!
        if (at < 0) continue
        let place = taken++
        for (; place > 0 && lows[place - 1]! > at + lo; place--) {
          lows[place] = lows[place - 1]!
          highs[place] = highs[place - 1]!
        }
        lows[place] = at + lo
        highs[place] = at + hi
      }
      let offset = 0
      for (let i = 0; i < taken && offset > lows[i]!; i++) offset = Math.max(offset, highs[i]!)
      offsets[group] = offset
    }
    return this.#keepBest(offsets)
  }

  /** The group that sticks out comes first, again and again. */
  moveTopFirst(order: readonly number[]): void {
    for (let round = 0; round < 8 && !this.done; round++) {
      const top = this.firstFit(order)
      order = [top, ...order.filter((group) => group !== top)]
    }
  }

  /**
   * Below the best: halfway between it and what is too small, again and again. On real networks each search
   * is over after 20 steps or so.
   */
  search(): void {
    const pairs = this.neighbors.flatMap((near, a) =>
      near.flatMap(({ group: b, lo, hi }): Pair[] =>
        a < b ? [{ a, b, below: -lo, above: hi }] : [],
      ),
    )
    const steps = Math.min(200, Math.ceil(20_000 / Math.max(1, this.bytes.length)))
    let least = this.bound
    for (let most = this.best?.arenaBytes ?? 0; least < most; most = this.best?.arenaBytes ?? 0) {
      const limit = Math.floor((least + most - 1) / 2)
      const offsets = searchPlaces(this.bytes, pairs, limit, steps)
      if (offsets) this.#keepBest(offsets)
      else least = limit + 1
    }
  }
}

export function placeBuffers(groups: readonly Group[], overlaps: readonly Overlap[]): Placement {
  const packing = new Packing(groups, overlaps)
  const { bytes } = packing
  const from = groups.map((group) => Math.min(...group.map((one) => one.from)))
  const life = groups.map((group, i) => Math.max(...group.map(({ until }) => until)) - from[i]!)
  /** What one step needs finds its place where longer lives have left some. */
  const brief = life.map((steps) => (steps === 1 ? 1 : 0))
  const orders: ((a: number, b: number) => number)[] = [
    (a, b) => bytes[b]! - bytes[a]! || from[a]! - from[b]!,
    (a, b) => life[b]! - life[a]! || bytes[b]! - bytes[a]!,
    (a, b) => from[a]! - from[b]! || bytes[b]! - bytes[a]!,
    (a, b) => bytes[b]! * life[b]! - bytes[a]! * life[a]!,
    (a, b) => from[b]! - from[a]! || bytes[b]! - bytes[a]!,
    (a, b) => brief[a]! - brief[b]! || from[b]! - from[a]! || bytes[b]! - bytes[a]!,
  ]
  const all = groups.map((_, i) => i)
  for (const compare of orders) packing.moveTopFirst([...all].sort(compare))
  packing.search()
  const offsets = new Map(
    groups.flatMap((group, i) =>
      group.map(({ id }) => [id, packing.best?.offsets[i] ?? 0] as const),
    ),
  )
  return { offsets, arenaBytes: packing.best?.arenaBytes ?? 0 }
}
