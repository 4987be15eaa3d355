// The compiler, to be read aloud: two stages, each a list of named passes. `plan` needs shapes only
// and runs on every tick of a slider; `emit` needs weights and ranges and runs when the hand rests.

import type { Board } from '../boards/board'
import type { Graph } from '../model/graph'
import type { Model } from '../model/model'
import type { Step, TargetId } from '../model/program'
import type { Ranges } from '../model/quantized'
import { flashBudget, ramBudget } from './budget'
import type { Build, Calibration } from './build'
import { checkPlan } from './checkPlan'
import { emitProgram } from './emitProgram'
import { expandModel } from './expandModel'
import { inferShapes } from './inferShapes'
import { inputQuantization } from './inputQuantization'
import { withLatency } from './latency'
import { layerCosts, sumCosts } from './layerCosts'
import { lowerGraph } from './lowerGraph'
import type { CompileOptions, OtherKernel, PassRecord, Plan } from './plan'
import { defaultOptions, targetOf } from './plan'
import { orderOps } from './orderOps'
import type { StreamedMemory } from './planStream'
import { chooseStreaming } from './planStream'
import { quantizeGraph } from './quantizeGraph'
import {
  dropSoftmax,
  foldBatchNorm,
  foldPadding,
  foldRescaling,
  fuseActivations,
  fusePooling,
  hoistActivations,
} from './simplify'

/** Of a board's RAM: what more would leave too little for activations, slower kernels do without. */
const scratchShare = 1 / 4

type Pass = readonly [name: string, run: (graph: Graph) => Graph]

function passesOf(options: CompileOptions, target: TargetId): readonly Pass[] {
  return [
    ...(options.softmax ? [] : [['leave the softmax out', dropSoftmax] as const]),
    ['fold rescaling', foldRescaling],
    ['fold padding', foldPadding],
    ['fold batch norm', foldBatchNorm],
    ['move clamps before pooling', hoistActivations],
    ['fuse activations', fuseActivations],
    ['fuse pooling', fusePooling],
    ...(target === 'wasm' ? [] : [['order', (graph: Graph) => orderOps(graph, target)] as const]),
  ]
}

const emptyGraph = (model: Model): Graph => ({
  name: model.name,
  ops: [],
  input: '',
  output: '',
  preprocessing: model.preprocessing,
})

function runPasses(
  expanded: Graph,
  options: CompileOptions,
  target: TargetId,
): readonly PassRecord[] {
  const records: PassRecord[] = [{ name: 'expand', graph: expanded }]
  for (const [name, run] of passesOf(options, target))
    records.push({ name, graph: run(records.at(-1)?.graph ?? expanded) })
  return records
}

/** A picture's bytes must become the input tensor without arithmetic on the board. */
function preprocessingProblem(graph: Graph) {
  const { pixels, scale, offset } = graph.preprocessing
  if (!pixels || inputQuantization(graph.preprocessing)) return []
  return [
    {
      severity: 'error' as const,
      code: 'compile/preprocessing',
      message: `Pixels · ${scale} + ${offset} can't be an int8 input.`,
      hint: 'The scale must be positive and zero must lie between a black and a white pixel.',
    },
  ]
}

/**
 * Everything that follows from shapes: costs, budgets, kernel calls, memory plan. Never throws on a
 * model that an importer made; where a layer can't run, `supported` is false and costs are given as
 * far as shapes are known. Under 4 ms for LeNet-5.
 */
export function plan(model: Model, board: Board, options: CompileOptions = defaultOptions): Plan {
  const shapes = inferShapes(model)
  const target = options.target ?? targetOf(board)
  const runs = shapes.problems.length === 0
  const passes = runs ? runPasses(expandModel(model, shapes), options, target) : []
  const expanded = passes[0]?.graph ?? emptyGraph(model)
  const fused = passes.at(-1)?.graph ?? expanded
  const diagnostics = [...shapes.problems, ...preprocessingProblem(fused)]
  const supported = diagnostics.length === 0
  const { calls, buffers, constants, bufferOf, loweredOps } = lowerGraph(
    supported ? fused : emptyGraph(model),
    target,
    board.ramBytes * scratchShare,
  )
  const inputBuffer = bufferOf.get(fused.input) ?? ''
  const outputBuffer = bufferOf.get(fused.output) ?? ''
  const needs = { calls, buffers, inputBuffer, outputBuffer }
  const { memory, stream }: Pick<StreamedMemory, 'memory' | 'stream'> = supported
    ? chooseStreaming(needs, { board, target, streaming: options.streaming })
    : { memory: { arenaBytes: 0, peakStep: 0, slots: [] } }
  if (supported) checkPlan({ ...needs, memory, stream })
  const layers = layerCosts({ model, board, shapes, calls, constants, buffers })
  return withLatency({
    model,
    board,
    options,
    target,
    supported,
    diagnostics,
    expanded,
    fused,
    passes,
    calls,
    loweredOps,
    buffers,
    constants,
    inputBuffer,
    outputBuffer,
    memory,
    ...(stream ? { stream } : {}),
    layers,
    total: sumCosts(layers),
    flash: flashBudget(board, calls, constants, stream),
    ram: ramBudget(board, calls, memory, stream),
  })
}

/** The plan with the kernels of its program and their costs: weights may have asked for others. */
export function withKernels(
  plan: Plan,
  { steps }: { readonly steps: readonly Pick<Step, 'kernel'>[] },
): Plan {
  const calls = plan.calls.map((call, i) => ({ ...call, kernel: steps[i]?.kernel ?? call.kernel }))
  const otherKernels = calls.flatMap(({ owner: node, kernel }, i): OtherKernel[] => {
    const planned = plan.calls[i]?.kernel ?? kernel
    return planned === kernel ? [] : [{ node, planned, kernel }]
  })
  if (otherKernels.length === 0) return { ...plan, otherKernels }
  const { model, board, constants, buffers, memory, stream } = plan
  const layers = layerCosts({
    ...{ model, board, calls, constants, buffers },
    shapes: inferShapes(model),
  })
  return withLatency({
    ...plan,
    calls,
    otherKernels,
    layers,
    total: sumCosts(layers),
    flash: flashBudget(board, calls, constants, stream),
    ram: ramBudget(board, calls, memory, stream),
  })
}

/** Quantizes and fills in all numbers. `ranges` by op of `plan.expanded`. */
export function emit(plan: Plan, ranges: Ranges, calibration: Calibration): Build {
  if (!plan.supported) throw new Error('a plan with unsupported layers has no program')
  const quantized = quantizeGraph(plan.fused, ranges)
  const program = emitProgram(plan, quantized)
  return { plan: withKernels(plan, program), ranges, calibration, quantized, program }
}
