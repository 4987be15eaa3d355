// Runs an expanded graph in float, batch by batch. All that it makes in TensorFlow.js it frees.

import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../lib/diagnostics'
import { countUses, opTable } from '../model/graph'
import type { Graph, Op, OpId } from '../model/graph'
import { shapeSize } from '../model/model'
import { measureRanges } from './measureRanges'
import type { Measured } from './measureRanges'
import { startTfjs } from './startTfjs'
import { twins } from './twins'

export interface RunOptions {
  /** Samples per batch; by default as many as keep a batch's largest tensor below 8 MB, up to 64. */
  readonly batch?: number
  readonly onProgress?: (done: number, total: number) => void
}

/** Sees every op's result, one batch after the other. */
export type Visit = (op: OpId, values: Float32Array) => void

export interface FloatRunner {
  /** Floats per sample in the graph's input and output. */
  readonly inputSize: number
  readonly outputSize: number
  /** `inputs` [count × inputSize] → [count × outputSize]. */
  readonly run: (inputs: Float32Array, count: number, options?: RunOptions) => Float32Array
  /** As `run`, shows every op's values. */
  readonly visit: (
    inputs: Float32Array,
    count: number,
    visit: Visit,
    options?: RunOptions,
  ) => Float32Array
  /** Outputs, and ranges of `ops`, by default of every op, by each method. */
  readonly measure: (
    inputs: Float32Array,
    count: number,
    options?: RunOptions & { readonly ops?: ReadonlySet<OpId> },
  ) => { readonly outputs: Float32Array; readonly measured: readonly Measured[] }
  readonly dispose: () => void
}

const maxBatch = 64
const maxTensorFloats = 2_000_000

/** Throws UserError `run/unsupported` where the graph has an op without a twin. */
export async function createFloatRunner(graph: Graph, wasmUrl?: string): Promise<FloatRunner> {
  const table = opTable(graph)
  for (const op of graph.ops)
    if (op.id !== graph.input && !Object.hasOwn(twins, op.kind))
      fail('run/unsupported', `Layer ${op.id} (${op.kind}) can't be computed in float.`, {
        where: { node: op.id },
      })
  const inputShape = sizesOf(table, graph.input)
  const outputSize = shapeSize(sizesOf(table, graph.output))
  await startTfjs(wasmUrl)
  const weights = loadWeights(graph)
  const largest = Math.max(...graph.ops.map((op) => shapeSize(op.shape)))
  const usualBatch = Math.max(1, Math.min(maxBatch, Math.floor(maxTensorFloats / largest)))

  const visitAll = (
    inputs: Float32Array,
    count: number,
    visit?: Visit,
    { ops, ...options }: RunOptions & { readonly ops?: ReadonlySet<OpId> } = {},
  ) => {
    const inputSize = shapeSize(inputShape)
    if (inputs.length < count * inputSize)
      throw new Error(`${inputs.length} floats are not ${count} samples of ${inputSize}`)
    const batch = options.batch ?? usualBatch
    const outputs = new Float32Array(count * outputSize)
    for (let from = 0; from < count; from += batch) {
      const n = Math.min(batch, count - from)
      const part = inputs.subarray(from * inputSize, (from + n) * inputSize)
      const output = runBatch(graph, weights, part, [n, ...inputShape], visit, ops)
      outputs.set(output, from * outputSize)
      options.onProgress?.(from + n, count)
    }
    return outputs
  }
  const runner: FloatRunner = {
    inputSize: shapeSize(inputShape),
    outputSize,
    run: (inputs, count, options) => visitAll(inputs, count, undefined, options),
    visit: visitAll,
    measure: (inputs, count, options) =>
      measureRanges((visit) => visitAll(inputs, count, visit, options)),
    dispose: () => {
      for (const roles of weights.values()) for (const t of Object.values(roles)) t.dispose()
    },
  }
  return runner
}

type WeightTensors = ReadonlyMap<OpId, Readonly<Record<string, tf.Tensor>>>

function sizesOf(table: ReadonlyMap<OpId, Op>, id: OpId): readonly number[] {
  const op = table.get(id)
  if (!op) throw new Error(`the graph has no op ${id}`)
  return op.shape
}

function loadWeights(graph: Graph): WeightTensors {
  return new Map(
    graph.ops.map((op) => [
      op.id,
      Object.fromEntries(
        Object.entries(op.weights).map(([role, { shape, read }]) => [
          role,
          tf.tensor(read(), [...shape], 'float32'),
        ]),
      ),
    ]),
  )
}

/** Frees every value as soon as its last reader has run. */
function runBatch(
  graph: Graph,
  weights: WeightTensors,
  input: Float32Array,
  shape: number[],
  visit: Visit | undefined,
  visited: ReadonlySet<OpId> | undefined,
): Float32Array {
  const uses = new Map(countUses(graph))
  const values = new Map<OpId, tf.Tensor>()
  const valueOf = (id: OpId): tf.Tensor => {
    const value = values.get(id)
    if (!value) throw new Error(`op ${id} is read before it is computed`)
    return value
  }
  try {
    for (const op of graph.ops) {
      const value =
        op.id === graph.input
          ? tf.tensor(input, shape, 'float32')
          : tf.tidy(() => computeOp(op, op.inputs.map(valueOf), weights))
      values.set(op.id, value)
      if (visit && (visited?.has(op.id) ?? true)) visit(op.id, value.dataSync<'float32'>())
      for (const id of op.inputs) {
        const left = (uses.get(id) ?? 0) - 1
        uses.set(id, left)
        if (left === 0) valueOf(id).dispose()
      }
    }
    return valueOf(graph.output).dataSync<'float32'>()
  } finally {
    for (const value of values.values()) value.dispose()
  }
}

function computeOp(op: Op, inputs: readonly tf.Tensor[], weights: WeightTensors): tf.Tensor {
  const twin = twins[op.kind]
  if (!twin) throw new Error(`no twin for ${op.kind}`)
  return twin(op, inputs, weights.get(op.id) ?? {})
}
