import { describe, expect, it } from 'vitest'
import { kernelById } from '../kernels/kernels'
import { stepAccesses } from '../kernels/stepMemory'
import { randomSteps } from '../kernels/testing/randomSteps'
import { seededRandom } from '../lib/random'
import type { Stream } from './program'
import type { Stage } from './stream'
import { firstRead, rowsNeeded, smallestWindows, stageOf, unrollStream } from './stream'

/** Convolutions, poolings, padding: each reads the rows that the one before makes. */
function randomChain(seed: number): Stage[] {
  const random = seededRandom(seed)
  const pick = (lo: number, hi: number) => lo + Math.floor(random() * (hi - lo + 1))
  const stages: Stage[] = []
  let inHeight = pick(1, 24)
  for (let i = pick(1, 5); i > 0; i--) {
    const span = pick(1, 6)
    const step = pick(1, 4)
    const padTop = pick(0, random() < 0.2 ? 9 : span - 1)
    const padBottom = Math.max(pick(0, 4), span - inHeight - padTop)
    const outHeight = Math.floor((inHeight + padTop + padBottom - span) / step) + 1
    stages.push({ inHeight, outHeight, inRowBytes: 1, outRowBytes: 1, step, span, padTop })
    inHeight = outHeight
  }
  return stages
}

/** Runs the events over windows that hold the numbers of their rows. */
function runEvents(stages: readonly Stage[], stream: Stream): number[][] {
  const made: number[][] = [[], ...stages.map(() => [])]
  const windows: (number | undefined)[][] = stream.windows.map((rows) =>
    Array(rows).fill(undefined),
  )
  const put = (buffer: number, row: number, at: number) => {
    made[buffer]?.push(row)
    const window = windows[buffer]
    if (!window) return
    expect(at).toBeGreaterThanOrEqual(0)
    expect(at).toBeLessThan(window.length)
    window[at] = row
  }
  if (!stream.inputByRows)
    for (let row = 0; row < (stages[0]?.inHeight ?? 0); row++) put(0, row, row)
  for (const event of unrollStream(stages, stream)) {
    if (event.kind === 'input') put(0, event.row, event.at)
    else if (event.kind === 'slide')
      windows[event.call]?.copyWithin(0, event.from, event.from + event.count)
    else {
      const { first, count, inAt, outAt } = event.rows
      const stage = stages[event.call]
      expect(count).toBe(1)
      if (!stage) throw new Error('no such call')
      for (let row = firstRead(stage, first); row < rowsNeeded(stage, first); row++)
        expect(windows[event.call]?.[row - inAt]).toBe(row)
      put(event.call + 1, first, first - outAt)
    }
  }
  return made
}

const inOrder = (rows: number) => Array.from({ length: rows }, (_, row) => row)

describe('unrollStream', () => {
  it.each([true, false])('computes every row once, in order; input by rows: %s', (inputByRows) => {
    for (let seed = 1; seed <= 150; seed++) {
      const stages = randomChain(seed)
      const windows = smallestWindows(stages)
      if (!inputByRows) windows[0] = stages[0]?.inHeight ?? 0
      const made = runEvents(stages, { calls: stages.length, windows, inputByRows })
      expect(made).toEqual([
        inOrder(stages[0]?.inHeight ?? 0),
        ...stages.map((stage) => inOrder(stage.outHeight)),
      ])
      const wider = windows.map((rows, i) => Math.min(rows + 1, stages[i]?.inHeight ?? 0))
      expect(runEvents(stages, { calls: stages.length, windows: wider, inputByRows })).toEqual(made)
    }
  })

  it('stands still where a window is smaller, and says so', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const stages = randomChain(seed)
      const windows = smallestWindows(stages)
      windows.forEach((rows, i) => {
        const less = windows.map((all, j) => (i === j ? all - 1 : all))
        expect(() =>
          runEvents(stages, { calls: stages.length, windows: less, inputByRows: true }),
        ).toThrow(rows === 1 ? undefined : /too small/)
      })
    }
  })

  it('runs two convolutions with fused pooling over six rows each', () => {
    const first = { inHeight: 32, outHeight: 14, inRowBytes: 32, outRowBytes: 84 }
    const second = { inHeight: 14, outHeight: 5, inRowBytes: 84, outRowBytes: 80 }
    const stages = [first, second].map((rows) => ({ ...rows, step: 2, span: 6, padTop: 0 }))
    expect(smallestWindows(stages)).toEqual([6, 6])
    const events = unrollStream(stages, { calls: 2, windows: [6, 6], inputByRows: true })
    const count = (kind: string) => events.filter((event) => event.kind === kind).length
    expect(count('input')).toBe(32)
    expect(count('run')).toBe(19)
    expect(events.filter((event) => event.kind === 'slide' && event.call === 1)).toEqual(
      Array.from({ length: 4 }, () => ({ kind: 'slide', call: 1, from: 2, count: 4 })),
    )
  })
})

describe('stageOf', () => {
  it.each([
    'nn_conv2d_s8',
    'nn_depthwise_conv2d_s8',
    'nn_max_pool2d_s8',
    'nn_average_pool2d_s8',
    'nn_pad2d_s8',
  ])('%s: reads the rows that the step touches', (kernel) => {
    const { byRows } = kernelById(kernel)
    for (const { fields } of randomSteps(kernel, 60, 11)) {
      const stage = stageOf({ kernel, fields, rows: wholeRows(fields) }, byRows)
      if (!stage) throw new Error(`${kernel} has no stage`)
      for (let row = 0; row < stage.outHeight; row++) {
        const rows = { first: row, count: 1, inAt: 0, outAt: 0 }
        const accesses = stepAccesses(kernel, { ...fields, in: 0, out: 0 }, rows)
        const [first, end] = [firstRead(stage, row), rowsNeeded(stage, row)]
        const bytes = Math.max(0, end - first) * stage.inRowBytes
        const from = bytes === 0 ? 0 : first * stage.inRowBytes
        expect(accesses).toContainEqual(
          expect.objectContaining({ field: 'in', from, until: from + bytes }),
        )
        expect(accesses).toContainEqual(
          expect.objectContaining({
            field: 'out',
            from: row * stage.outRowBytes,
            until: (row + 1) * stage.outRowBytes,
          }),
        )
      }
    }
  })

  it('knows kernels over rows of values, and none of those that ignore rows', () => {
    const rows = { first: 0, count: 7, inAt: 0, outAt: 0 }
    const lookup = { kernel: 'nn_lookup_u8', fields: { count: 12 }, rows }
    expect(stageOf(lookup, true)).toMatchObject({ inHeight: 7, inRowBytes: 12, outRowBytes: 12 })
    const turn = { kernel: 'nn_transpose_u8', fields: { columns: 3, depth: 5 }, rows }
    expect(stageOf(turn, true)).toMatchObject({ outHeight: 7, outRowBytes: 15, span: 1 })
    expect(stageOf({ kernel: 'nn_add_u8', fields: { count: 4 }, rows }, true)).toBeUndefined()
    expect(kernelById('nn_conv2d_s8_bulk').byRows).toBe(false)
  })
})

function wholeRows(fields: Readonly<Record<string, number>>) {
  return { first: 0, count: fields['out_h'] ?? 1, inAt: 0, outAt: 0 }
}
