// The statistics of batch norms: which of them follow the batches, a moving mean, and measuring them
// anew for a network that lost channels.

import * as tf from '@tensorflow/tfjs-core'
import type { OpId } from '../model/graph'
import { disposeWeights, loadWeights } from './loadWeights'
import { runForward } from './runTraining'
import type { Values } from './runTraining'
import type { TrainingGraph } from './trainingGraph'
import type { TrainOptions } from './trainOptions'

/** Share of the old that a moving mean keeps at each step. */
const keptShare = 0.95

export function normMode({ batchNorm, start, quantization }: TrainOptions) {
  const mode = batchNorm ?? (start === 'scratch' ? 'batch' : 'measured')
  return mode === 'batch' && quantization ? 'measured' : mode
}

/** Batch norms with statistics of their own that are not frozen. */
export function ownNorms(
  { ops, masterOf }: TrainingGraph,
  { frozenLayers }: TrainOptions,
): ReadonlySet<OpId> {
  const own = ops.filter((op) => op.kind === 'batchNorm' && masterOf(op, 'mean'))
  return new Set(own.filter((op) => !frozenLayers?.includes(op.owner)).map((op) => op.id))
}

/** `steps` that are behind; the first batches count fully, there is nothing older worth keeping. */
export async function moveStatistics(
  graph: TrainingGraph,
  values: Values,
  steps: number,
): Promise<void> {
  const kept = steps === Infinity ? keptShare : Math.min(keptShare, steps / (steps + 1))
  for (const { master, now } of await readStatistics(graph, values))
    master.data.forEach((old, c) => (master.data[c] = kept * old + (1 - kept) * now[c]!))
}

async function readStatistics({ ops, masterOf }: TrainingGraph, { statistics }: Values) {
  const result = []
  for (const op of ops)
    for (const [role, tensor] of Object.entries(statistics.get(op.id) ?? {})) {
      const master = masterOf(op, role)
      if (master) result.push({ master, now: await tensor.data<'float32'>() })
    }
  return result
}

export interface MeasuredBatch {
  readonly inputs: Float32Array
  readonly samples: number
}

/** The mean over batches, each layer behind layers that use their batch's. Writes into the masters. */
export async function measureStatistics(
  graph: TrainingGraph,
  norms: ReadonlySet<OpId>,
  batches: readonly MeasuredBatch[],
): Promise<void> {
  const weights = loadWeights(graph, false)
  for (const [i, { inputs, samples }] of batches.entries()) {
    const input = tf.tensor(inputs, [samples, ...graph.inputShape], 'float32')
    const values = runForward({ ops: graph.ops, weights, batchStatistics: norms }, input)
    for (const { master, now } of await readStatistics(graph, values))
      master.data.forEach((old, c) => (master.data[c] = (old * i + now[c]!) / (i + 1)))
    for (const made of [values, input]) made.dispose()
  }
  disposeWeights(weights)
}
