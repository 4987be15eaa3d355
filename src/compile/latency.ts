// How long an inference takes on the board: the sum of its calls' cycles by the model of
// boards/latency.ts, with the generated code around them and, where rows are streamed, their driver. On
// Cortex-M its instructions too.

import type { Board } from '../boards/board'
import type { BoardLatency, CostUnit } from '../boards/latency'
import { callCost, emptyCallCost, latencyOf, overheadOf } from '../boards/latency'
import type { Graph } from '../model/graph'
import { opTable } from '../model/graph'
import type { NodeId } from '../model/model'
import type { Call, Stream } from '../model/program'
import { unrollStream } from '../model/stream'
import type { Latency, Plan } from './plan'
import { callStage } from './rowOverlap'

/** Cycles or instructions. */
export interface CallCosts {
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
function streamCosts(
  model: BoardLatency,
  calls: readonly Call[],
  stream: Stream,
  unit: CostUnit,
): number[] {
  const overhead = overheadOf(model, unit)
  if (!overhead) return []
  const chain = calls.slice(0, stream.calls)
  const stages = chain.flatMap((call) => callStage(call) ?? [])
  const more = chain.map((call) => {
    const again = Math.max(0, call.rows.count - 1) * emptyCallCost(model, call.kernel, unit)
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
export function estimateCosts(
  board: Board,
  calls: readonly Call[],
  { graph, stream }: Setting,
  unit: CostUnit = 'cycles',
): CallCosts | undefined {
  const model = latencyOf(board)
  const overhead = model && overheadOf(model, unit)
  if (!overhead || calls.length === 0) return undefined
  const ops = opTable(graph)
  const isRelu = ({ op }: Call) => String(ops.get(op)?.attrs['activation']).startsWith('relu')
  const costs: number[] = []
  for (const [i, call] of calls.entries()) {
    const byRows = i < (stream?.calls ?? 0)
    const own = callCost(model, call, { relu: isRelu(call), byRows }, unit)
    if (own === undefined) return undefined
    costs.push(own)
  }
  if (stream)
    streamCosts(model, calls, stream, unit).forEach((n, i) => (costs[i] = (costs[i] ?? 0) + n))
  const rounded = costs.map((n) => Math.round(n * (1 + overhead.interrupts)))
  return { calls: rounded, total: rounded.reduce((sum, n) => sum + n, Math.round(overhead.run)) }
}

function latency(board: Board, cycles: number, instructions: number | undefined): Latency {
  const model = latencyOf(board)
  return {
    cycles,
    ...(instructions === undefined ? {} : { instructions }),
    seconds: cycles / board.clockHz,
    origin: 'estimated',
    errorPercent: Math.round((model?.networkError ?? 0) * 1000) / 10,
    ...(model?.cyclesFrom ? { cyclesFrom: model.cyclesFrom } : {}),
    ...(model?.approximate ? { approximate: model.approximate } : {}),
  }
}

function sumByOwner(calls: readonly Call[], costs: CallCosts | undefined) {
  const byNode = new Map<NodeId, number>()
  calls.forEach(({ owner }, i) => {
    byNode.set(owner, (byNode.get(owner) ?? 0) + (costs?.calls[i] ?? 0))
  })
  return byNode
}

/** The plan with what it and each of its layers take; unchanged where nobody knows. */
export function withLatency(plan: Plan): Plan {
  const { board, calls, fused, stream } = plan
  const { latency: _, ...bare } = plan
  const setting = { graph: fused, stream }
  const cycles = estimateCosts(board, calls, setting)
  if (!cycles) return bare
  const instructions = estimateCosts(board, calls, setting, 'instructions')
  const [cyclesOf, instructionsOf] = [sumByOwner(calls, cycles), sumByOwner(calls, instructions)]
  return {
    ...bare,
    layers: plan.layers.map((layer) => ({
      ...layer,
      cycles: cyclesOf.get(layer.node),
      ...(instructions ? { instructions: instructionsOf.get(layer.node) } : {}),
    })),
    latency: latency(board, cycles.total, instructions?.total),
  }
}
