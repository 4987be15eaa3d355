import { describe, expect, it } from 'vitest'
import { seededRandom } from '../lib/random'
import type { Stage } from '../model/stream'
import { firstRead, rowsNeeded, smallestWindows } from '../model/stream'
import { rowGap, streamGap } from './rowOverlap'

function randomStage(seed: number): Stage {
  const random = seededRandom(seed)
  const pick = (lo: number, hi: number) => lo + Math.floor(random() * (hi - lo + 1))
  const [inHeight, span, step, padTop] = [pick(1, 12), pick(1, 4), pick(1, 3), pick(0, 2)]
  const padBottom = Math.max(pick(0, 2), span - inHeight - padTop)
  const outHeight = Math.floor((inHeight + padTop + padBottom - span) / step) + 1
  return {
    inHeight,
    outHeight,
    inRowBytes: pick(1, 9),
    outRowBytes: pick(1, 9),
    step,
    span,
    padTop,
  }
}

/** Does any row read a byte over which a row up to and including itself was written? */
function losesNothing(stage: Stage, gap: number): boolean {
  const { inRowBytes, outRowBytes } = stage
  const lost = new Set<number>()
  for (let row = 0; row < stage.outHeight; row++) {
    for (let i = 0; i < outRowBytes; i++) lost.add(row * outRowBytes + i - gap)
    const from = firstRead(stage, row) * inRowBytes
    for (let at = from; at < rowsNeeded(stage, row) * inRowBytes; at++)
      if (lost.has(at)) return false
  }
  return true
}

describe('rowGap', () => {
  it('loses no byte, and one byte less would, unless it need not begin before', () => {
    let tight = 0
    for (let seed = 1; seed <= 300; seed++) {
      const stage = randomStage(seed)
      const gap = rowGap(stage)
      expect(losesNothing(stage, gap)).toBe(true)
      const reads = rowsNeeded(stage, stage.outHeight - 1) === stage.inHeight
      if (gap === 0 || !reads || stage.padTop > 0 || stage.step > stage.span) continue
      tight++
      expect(losesNothing(stage, gap - 1)).toBe(false)
    }
    expect(tight).toBeGreaterThan(40)
  })

  it('is two rows for a depthwise 3 × 3 with padding, one for a 1 × 1', () => {
    const same = { inHeight: 12, outHeight: 12, inRowBytes: 96, outRowBytes: 96, step: 1 }
    expect(rowGap({ ...same, span: 3, padTop: 1 })).toBe(2 * 96)
    expect(rowGap({ ...same, span: 1, padTop: 0 })).toBe(96)
    expect(rowGap({ ...same, outRowBytes: 192, span: 1, padTop: 0 })).toBe(192 + 11 * 96)
  })
})

describe('streamGap', () => {
  const first = { inHeight: 32, outHeight: 14, inRowBytes: 32, outRowBytes: 84 }
  const second = { inHeight: 14, outHeight: 5, inRowBytes: 84, outRowBytes: 80 }
  const [a, b] = [first, second].map((rows) => ({ ...rows, step: 2, span: 6, padTop: 0 }))
  const gapOf = (stages: readonly Stage[]) => {
    const windows = [stages[0]?.inHeight ?? 0, ...smallestWindows(stages).slice(1)]
    return streamGap(stages, { calls: stages.length, windows, inputByRows: false })
  }

  it('is that of the call itself where only one runs', () => {
    if (!a) throw new Error('no stage')
    expect(gapOf([a])).toBe(rowGap(a))
    expect(rowGap(a)).toBe(344)
  })

  it('is nothing where the windows run far enough ahead of the results', () => {
    if (!a || !b) throw new Error('no stages')
    expect(gapOf([a, b])).toBe(0)
    expect(gapOf([a, { ...b, outRowBytes: 400 }])).toBe(4 * 400 - 24 * 32)
  })
})
