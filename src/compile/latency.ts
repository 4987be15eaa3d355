// How long an inference takes on the board: the sum of its calls' cycles by the model of
// boards/latency.ts, with the generated code around them and, where rows are streamed, their driver.

import type { Board } from '../boards/board'
import type { BoardLatency } from '../boards/latency'
import { callCycles, emptyCallCycles, latencyOf } from '../boards/latency'
import type { Graph } from '../model/graph'
import { opTable } from '../model/graph'
import type { NodeId } from '../model/model'
import type { Call, Stream } from '../model/program'
import { unrollStream } from '../model/stream'
import type { Latency, Plan } from './plan'
import { callStage } from './rowOverlap'

export interface Cycles {
  /** By call. */
  readonly calls: readonly number[]
  readonly total: number
}

interface Setting {
  /** Whose activations say which results are cut off at zero. */
  readonly graph: Graph
  readonly stream?: Stream
}

/** What the calls of a stream take beyond what they compute: each of their rows is a call. */
function streamCycles(model: BoardLatency, calls: readonly Call[], stream: Stream): number[] {
  const { overhead } = model
  const chain = calls.slice(0, stream.calls)
  const stages = chain.flatMap((call) => callStage(call) ?? [])
  const more = chain.map((call) => {
    const again = Math.max(0, call.rows.count - 1) * emptyCallCycles(model, call.kernel)
    return again + call.rows.count * overhead.streamRow
  })
  for (const event of unrollStream(stages, stream)) {
    if (event.kind !== 'slide') continue
    const bytes = event.count * (stages[event.call]?.inRowBytes ?? 0)
    more[event.call] = (more[event.call] ?? 0) + overhead.slide + overhead.slideByte * bytes
  }
  return more
}

/** Undefined where the board's core or one of the kernels was not measured. */
export function estimateCycles(
  board: Board,
  calls: readonly Call[],
  { graph, stream }: Setting,
): Cycles | undefined {
  const model = latencyOf(board)
  if (!model || calls.length === 0) return undefined
  const ops = opTable(graph)
  const isRelu = ({ op }: Call) => String(ops.get(op)?.attrs['activation']).startsWith('relu')
  const cycles: number[] = []
  for (const call of calls) {
    const own = callCycles(model, call, { relu: isRelu(call) })
    if (own === undefined) return undefined
    cycles.push(own)
  }
  if (stream)
    streamCycles(model, calls, stream).forEach((n, i) => (cycles[i] = (cycles[i] ?? 0) + n))
  const { run, interrupts } = model.overhead
  const rounded = cycles.map((n) => Math.round(n * (1 + interrupts)))
  return { calls: rounded, total: rounded.reduce((sum, n) => sum + n, Math.round(run)) }
}

function latency(board: Board, cycles: number): Latency {
  const model = latencyOf(board)
  return {
    cycles,
    seconds: cycles / board.clockHz,
    origin: 'estimated',
    errorPercent: (model?.networkError ?? 0) * 100,
    ...(model?.approximate ? { approximate: model.approximate } : {}),
  }
}

/** The plan with what it and each of its layers take; unchanged where nobody knows. */
export function withLatency(plan: Plan): Plan {
  const { board, calls, fused, stream } = plan
  const cycles = estimateCycles(board, calls, { graph: fused, stream })
  const { latency: _, ...bare } = plan
  if (!cycles) return bare
  const byNode = new Map<NodeId, number>()
  calls.forEach(({ owner }, i) => {
    byNode.set(owner, (byNode.get(owner) ?? 0) + (cycles.calls[i] ?? 0))
  })
  return {
    ...bare,
    layers: plan.layers.map((layer) => ({ ...layer, cycles: byNode.get(layer.node) })),
    latency: latency(board, cycles.total),
  }
}
