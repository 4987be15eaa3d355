// How a streamed chain of calls runs: which row of which call comes next, and when a window slides.
// The driver in C (kernels/nn/nn_stream.c) follows the same rule; planner, checker and engine read it here.

import type { Call, Rows, Stream } from './program'

/** Rows of one call, from its fields: output row r reads input rows [r · step − padTop, … + span). */
export interface Stage {
  readonly inHeight: number
  readonly outHeight: number
  readonly inRowBytes: number
  readonly outRowBytes: number
  readonly step: number
  readonly span: number
  readonly padTop: number
  /** Every row is added to one result of so many bytes, ready behind the last; outRowBytes is 0. */
  readonly resultBytes?: number
}

export type StreamEvent =
  /** Input row `row` arrives at place `at` (in rows) of its buffer. */
  | { readonly kind: 'input'; readonly row: number; readonly at: number }
  /** Rows [from, from + count) of the buffer that call `call` reads move to its start. */
  | { readonly kind: 'slide'; readonly call: number; readonly from: number; readonly count: number }
  | { readonly kind: 'run'; readonly call: number; readonly rows: Rows }

/** First input row that output row `row` and all later ones read; none behind the last output row. */
export const firstRead = (stage: Stage, row: number): number =>
  row < stage.outHeight
    ? Math.min(stage.inHeight, Math.max(0, row * stage.step - stage.padTop))
    : stage.inHeight

/** Input rows that must be there before output row `row` can be computed. */
export const rowsNeeded = (stage: Stage, row: number): number =>
  Math.min(stage.inHeight, Math.max(0, row * stage.step - stage.padTop + stage.span))

/** The smallest windows with which the chain runs; the first is the input's. */
export function smallestWindows(stages: readonly Stage[]): number[] {
  return stages.map((stage) => {
    let rows = 1
    for (let row = 0; row < stage.outHeight; row++)
      rows = Math.max(rows, rowsNeeded(stage, row) - firstRead(stage, row))
    return Math.min(stage.inHeight, rows)
  })
}

/**
 * Everything that happens, in order. Throws an Error where a window is too small: then the chain
 * would stand still.
 */
export function unrollStream(stages: readonly Stage[], stream: Stream): StreamEvent[] {
  const { windows, inputByRows } = stream
  const events: StreamEvent[] = []
  /** Rows made so far of the buffer that call i reads, and of the last call's result. */
  const made = [inputByRows ? 0 : (stages[0]?.inHeight ?? 0), ...stages.map(() => 0)]
  /** Row at the start of the buffer that call i reads. */
  const at = stages.map(() => 0)

  /** Makes room for the next row of the buffer that call i reads. */
  function makeRoom(i: number): void {
    const stage = stages[i]
    if (!stage || (made[i] ?? 0) < (at[i] ?? 0) + (windows[i] ?? 0)) return
    const first = firstRead(stage, made[i + 1] ?? 0)
    const from = Math.min(first, made[i] ?? 0) - (at[i] ?? 0)
    if (from <= 0) throw new Error(`a window of ${windows[i]} rows before call ${i} is too small`)
    events.push({ kind: 'slide', call: i, from, count: (made[i] ?? 0) - (at[i] ?? 0) - from })
    at[i] = (at[i] ?? 0) + from
  }

  function canRun(i: number): boolean {
    const stage = stages[i]
    const row = made[i + 1] ?? 0
    return !!stage && row < stage.outHeight && rowsNeeded(stage, row) <= (made[i] ?? 0)
  }

  for (;;) {
    let deepest = stages.length - 1
    while (deepest >= 0 && !canRun(deepest)) deepest--
    if (deepest < 0) {
      const row = made[0] ?? 0
      if (row >= (stages[0]?.inHeight ?? 0)) return events
      makeRoom(0)
      events.push({ kind: 'input', row, at: row - (at[0] ?? 0) })
      made[0] = row + 1
      continue
    }
    if (deepest + 1 < stages.length) makeRoom(deepest + 1)
    const rows: Rows = {
      first: made[deepest + 1] ?? 0,
      count: 1,
      inAt: at[deepest] ?? 0,
      outAt: at[deepest + 1] ?? 0,
    }
    events.push({ kind: 'run', call: deepest, rows })
    made[deepest + 1] = rows.first + 1
  }
}

type Streamable = Pick<Call, 'kernel' | 'fields' | 'rows'>

const valueKernels = /^nn_(lookup|transpose)_u8$/

/**
 * undefined where the kernel does not compute row by row from the rows of one input (a dense layer, a
 * softmax, a sum).
 */
export function stageOf({ kernel, fields, rows }: Streamable, byRows: boolean): Stage | undefined {
  const of = (name: string, otherwise: number) => fields[name] ?? otherwise
  const { in_h, in_w, out_h, out_w } = fields
  if (!byRows) return undefined
  if (valueKernels.test(kernel)) {
    const rowBytes = fields['count'] ?? of('columns', 0) * of('depth', 0)
    const height = rows.count
    const lines = {
      inHeight: height,
      outHeight: height,
      inRowBytes: rowBytes,
      outRowBytes: rowBytes,
    }
    return { ...lines, step: 1, span: 1, padTop: 0 }
  }
  if (in_h !== undefined && in_w !== undefined && kernel === 'nn_global_average_u8') {
    const channels = of('channels', 0)
    const lines = { inHeight: in_h, outHeight: in_h, inRowBytes: in_w * channels, outRowBytes: 0 }
    return { ...lines, step: 1, span: 1, padTop: 0, resultBytes: 4 * channels }
  }
  if (in_h === undefined || in_w === undefined || out_h === undefined || out_w === undefined)
    return undefined
  const pool = of('pool_h', 1)
  const stride = of('stride_h', 1)
  return {
    inHeight: in_h,
    outHeight: out_h,
    inRowBytes: in_w * of('in_c', of('channels', 1)),
    outRowBytes: out_w * of('out_c', of('channels', 1)),
    step: stride * pool,
    span: (pool - 1) * stride + (of('kernel_h', 1) - 1) * of('dilation_h', 1) + 1,
    padTop: of('pad_top', 0),
  }
}
