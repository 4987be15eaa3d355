// Where a result may lie over input rows that nobody reads any more: a kernel that computes row by
// row writes behind what it still has to read, if its output begins far enough before its input.

import { kernelById } from '../kernels/kernels'
import type { Buffer, BufferId, Call, Stream } from '../model/program'
import type { Stage } from '../model/stream'
import { firstRead, stageOf, unrollStream } from '../model/stream'
import type { Overlap } from './placeBuffers'

export interface RowOverlap extends Overlap {
  readonly proof: string
}

const stages = new WeakMap<Call, { readonly stage: Stage | undefined }>()

/** The rows that a call reads and writes; undefined where it does not go row by row. */
export function callStage(call: Call): Stage | undefined {
  const known = stages.get(call) ?? { stage: stageOf(call, kernelById(call.kernel).byRows) }
  stages.set(call, known)
  return known.stage
}

/**
 * The smallest gap, at least 0: the end of output row r lies at or before the first input row that is
 * needed for row r or later, (r + 1) · outRow ≤ gap + firstRead(r) · inRow.
 */
export function rowGap(stage: Stage): number {
  let gap = 0
  for (let row = 0; row < stage.outHeight; row++)
    gap = Math.max(gap, (row + 1) * stage.outRowBytes - bytesDead(stage, row))
  return gap
}

/** Input bytes that neither `row` nor a later one reads; without end where they read none. */
function bytesDead(stage: Stage, row: number): number {
  const first = firstRead(stage, row)
  return first < stage.inHeight ? first * stage.inRowBytes : Infinity
}

/** The same between a whole input and the last result of the chain that streams it. */
export function streamGap(stages: readonly Stage[], stream: Stream): number {
  const [first] = stages
  const last = stages.at(-1)
  if (!first || !last) return 0
  let gap = 0
  let made = 0
  for (const event of unrollStream(stages, stream)) {
    if (event.kind !== 'run') continue
    if (event.call === stages.length - 1) {
      const end = (event.rows.first + 1) * last.outRowBytes
      const read = stages.length === 1 ? event.rows.first : made
      gap = Math.max(gap, end - bytesDead(first, read))
    }
    if (event.call === 0) made = event.rows.first + 1
  }
  return gap
}

const proofOf = (gapBytes: number) =>
  `Rows are written in order, and this begins at least ${gapBytes} bytes before: every row ends ` +
  'before the first input row that is still to be read.'

interface Known {
  readonly calls: readonly Call[]
  readonly bytes: ReadonlyMap<BufferId, number>
  readonly lives: ReadonlyMap<BufferId, { readonly from: number; readonly until: number }>
  readonly stream?: Stream
}

/** The buffer that `stage` reads row by row: the call's only one but for result and scratch. */
export function rowSource(call: Call, scratch: ReadonlySet<BufferId>): BufferId | undefined {
  const read = Object.entries(call.buffers).filter(
    ([field, id]) => field !== 'out' && !scratch.has(id),
  )
  return read.length === 1 ? read[0]?.[1] : undefined
}

export const scratchOf = (buffers: readonly Buffer[]): ReadonlySet<BufferId> =>
  new Set(buffers.filter((buffer) => buffer.scratch).map(({ id }) => id))

/** Every result that may begin before an input which dies while it is written. */
export function rowOverlaps(known: Known, scratch: ReadonlySet<BufferId>): RowOverlap[] {
  const { calls, bytes, lives, stream } = known
  const overlaps: RowOverlap[] = []
  const add = (under: BufferId | undefined, over: BufferId | undefined, gapBytes: number) => {
    const size = bytes.get(over ?? '') ?? 0
    if (under !== undefined && over !== undefined && under !== over && gapBytes < size)
      overlaps.push({ over, under, gapBytes, proof: proofOf(gapBytes) })
  }
  const fits = (stage: Stage, under: BufferId, over: BufferId) =>
    stage.inHeight * stage.inRowBytes === bytes.get(under) &&
    stage.outHeight * stage.outRowBytes === bytes.get(over)
  const streamed = stream?.calls ?? 0
  if (stream && !stream.inputByRows) {
    const under = rowSource(calls[0]!, scratch)
    const over = calls[streamed - 1]!.buffers['out']
    const dies = lives.get(under ?? '')?.until === streamed
    const stages = calls.slice(0, streamed).flatMap((call) => callStage(call) ?? [])
    const inRows = stages.at(-1)?.resultBytes === undefined
    if (dies && inRows && stages.length === streamed) add(under, over, streamGap(stages, stream))
  }
  calls.forEach((call, step) => {
    const stage = step < streamed ? undefined : callStage(call)
    const under = rowSource(call, scratch)
    const over = call.buffers['out']
    if (!stage || under === undefined || over === undefined || !fits(stage, under, over)) return
    if (lives.get(under)?.until === step + 1 && lives.get(over)?.from === step)
      add(under, over, rowGap(stage))
  })
  return overlaps
}
