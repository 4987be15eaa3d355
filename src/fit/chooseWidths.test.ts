import { describe, expect, it } from 'vitest'
import { chooseDrafts } from './chooseDrafts'
import { costOf, excessOf } from './costs'
import { createRun } from './run'
import { smallNetwork, smallRequest } from './testFits'
import { jump, narrow, widen, widenFar } from './widthMoves'
import type { Search, State } from './widthMoves'
import { sameWidths, shapeWidths, widthGroups } from './widths'

/** Costs one group's width by a table, as where another kernel does the work of few channels. */
function searchOf(latencyMs: readonly number[], limitMs: number): Search {
  const group = { nodes: ['a'], name: 'a', width: latencyMs.length }
  const limits = { flashBytes: 1e6, ramBytes: 1e6, latencySeconds: limitMs / 1000 }
  return {
    groups: [group],
    limits,
    loss: (_, width) => -Math.log2(width),
    costOf: ([width = 0]) => ({
      flashBytes: 100,
      ramBytes: 100,
      latencySeconds: (latencyMs[width - 1] ?? 0) / 1000,
      parameters: 0,
      macs: 0,
    }),
  }
}

const stateOf = (search: Search, width: number): State => ({
  widths: [width],
  cost: search.costOf([width]),
})

describe('moves of widths', () => {
  it('jump over widths that cost more, where steps end', () => {
    const search = searchOf([2, 4, 7, 5, 6, 7, 8, 9], 3)
    expect(narrow(search, stateOf(search, 5), 0)?.widths).toEqual([4])
    expect(narrow(search, stateOf(search, 4), 0)).toBeUndefined()
    expect(jump(search, stateOf(search, 4), 0)?.widths).toEqual([1])
    expect(jump(search, stateOf(search, 5), 0)?.widths).toEqual([4])
  })

  it('jump up where wider costs less', () => {
    const search = searchOf([7, 8, 9, 3], 4)
    expect(jump(search, stateOf(search, 1), 0)?.widths).toEqual([4])
  })

  it('give back room behind widths that do not fit', () => {
    const search = searchOf([2, 7, 8, 3], 4)
    expect(widen(search, stateOf(search, 1), 0)).toBeUndefined()
    expect(widenFar(search, stateOf(search, 1), 0)?.widths).toEqual([4])
  })
})

describe('chooseDrafts', () => {
  it('finds what only fits with one channel each', async () => {
    const request = smallRequest({})
    const base = { label: '', edits: [], model: smallNetwork() }
    const groups = widthGroups(base.model)
    const curves = groups.map((group) => ({ group, points: [] }))
    const ones = sameWidths(groups, () => 1)
    const { flashBytes, ramBytes, latencySeconds } = costOf(shapeWidths(base, ones), request)
    const limits = { flashBytes, ramBytes, latencySeconds: latencySeconds! }
    const drafts = await chooseDrafts(base, [], curves, limits, request, createRun(10, {}))
    expect(drafts.length).toBeGreaterThan(0)
    for (const { fits, cost } of drafts) {
      expect(fits).toBe(true)
      expect(excessOf(cost, limits)).toBe(0)
    }
    const less = { ...limits, flashBytes: flashBytes - 1 }
    const none = await chooseDrafts(base, [], curves, less, request, createRun(10, {}))
    expect(none.map(({ fits, widths }) => [fits, widths])).toEqual([[false, ones]])
  })
})
