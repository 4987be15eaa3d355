// One training in progress: its weights, its optimizer, one step and one evaluation. All that is in
// TensorFlow.js lives for one batch; weights, optimizer and loss are plain arrays.

import * as tf from '@tensorflow/tfjs-core'
import { pictureShape } from '../datasets/toInputs'
import { seededRandom } from '../lib/random'
import type { Op } from '../model/graph'
import type { Model, Role } from '../model/model'
import { augmentPictures } from './augment'
import { createRoundings, followExtremes, toRanges } from './fakeQuantize'
import type { Extremes } from './fakeQuantize'
import { foldStatistics } from './foldStatistics'
import type { FoldedStatistics } from './foldStatistics'
import { initializeWeights } from './initializeWeights'
import { createTeacher, disposeWeights, loadWeights } from './loadWeights'
import { lossOf } from './losses'
import type { Loss, OutputKind } from './losses'
import { measureStatistics, moveStatistics, normMode, ownNorms } from './normStatistics'
import { createOptimizer } from './optimizers'
import { runBackward, runForward } from './runTraining'
import type { Pass, Values } from './runTraining'
import { createTrainingGraph, isTrainable, toModel } from './trainingGraph'
import type { Master, TrainingGraph } from './trainingGraph'
import type { TrainOptions } from './trainOptions'

export interface Batch {
  /** [samples × input size] */
  readonly inputs: Float32Array
  readonly samples: number
  readonly labels?: ArrayLike<number>
}

export type Sums = Omit<Loss, 'gradient'>

export interface Trainer {
  readonly graph: TrainingGraph
  /** Before the first step: statistics and ranges, by some training samples. */
  readonly prepare: (batches: readonly Batch[]) => Promise<void>
  /** Augments, and changes the weights. */
  readonly step: (batch: Batch, learningRate: number) => Promise<Sums>
  /** As the model will compute: statistics of batch norms as they are, no augmentation. */
  readonly evaluate: (batch: Batch) => Promise<Sums>
  /** Before a rounding network is evaluated: its ranges as they are now. */
  readonly calibrate: (batches: readonly Batch[]) => Promise<void>
  readonly snapshot: () => readonly Float32Array[]
  readonly toModel: (snapshot: readonly Float32Array[]) => Model
  readonly dispose: () => void
}

/** How far ranges go back towards a batch's narrower ones. */
const rangeShrink = 0.1

/** The back end must have been started. `labelled`: batches come with labels. */
export function createTrainer(model: Model, options: TrainOptions, labelled: boolean): Trainer {
  const graph = createTrainingGraph(model)
  const { ops, masters } = graph
  const { quantization, distillation } = options
  if (options.start === 'scratch') initializeWeights(masters, options)
  const outputKind = outputKindOf(graph, labelled)
  const teacher = distillation && createTeacher(graph, distillation)
  const optimizer = createOptimizer(options)
  const random = seededRandom(options.seed + 1)
  const norms = ownNorms(graph, options)
  const moving = normMode(options) === 'batch' ? norms : new Set<string>()
  let folded: FoldedStatistics | undefined
  let trainable: ReadonlySet<Master | undefined> = new Set()
  let extremes: Extremes = new Map()
  let roundings: Pass['roundings']
  let steps = 0

  const trains = (op: Op, role: Role) => trainable.has(graph.masterOf(op, role))
  const lossOfBatch = async ({ last }: Values, { labels }: Batch, input: tf.Tensor) => {
    const own = await last.data<'float32'>()
    const taught = await teacher?.teach(input)
    return lossOf(outputKind, own, graph.outputs, {
      ...(labels ? { labels } : {}),
      ...(taught && distillation ? { teacher: { ...distillation, values: taught } } : {}),
    })
  }
  /** Weights and values are freed when `use` is done with them. */
  const withValues = async <T>(
    inputs: Float32Array,
    samples: number,
    more: Partial<Pass>,
    use: (values: Values, pass: Pass, input: tf.Tensor) => Promise<T>,
  ): Promise<T> => {
    const pass = { ops, weights: loadWeights(graph, quantization !== undefined), ...more }
    const input = tf.tensor(inputs, [samples, ...graph.inputShape], 'float32')
    const values = runForward(pass, input)
    try {
      return await use(values, pass, input)
    } finally {
      for (const made of [values, input]) made.dispose()
      disposeWeights(pass.weights)
    }
  }
  const follow = async (values: Values, shrink: number) => {
    await followExtremes(extremes, values.raw, shrink)
    roundings = createRoundings(graph, toRanges(graph, extremes))
  }

  const evaluate: Trainer['evaluate'] = (batch) =>
    withValues(batch.inputs, batch.samples, { roundings }, (values, _pass, input) =>
      lossOfBatch(values, batch, input),
    )
  const calibrate: Trainer['calibrate'] = async (batches) => {
    if (!quantization) return
    extremes = new Map()
    for (const { inputs, samples } of batches)
      await withValues(inputs, samples, {}, (values) => followExtremes(extremes, values.raw, 0))
    roundings = createRoundings(graph, toRanges(graph, extremes))
  }
  const totalLoss = async (batches: readonly Batch[]) => {
    let sum = 0
    for (const batch of batches) sum += (await evaluate(batch)).loss
    return sum
  }
  const measureNorms = async (batches: readonly Batch[]) => {
    const before = masters.map(({ data }) => data.slice())
    const lossBefore = await totalLoss(batches)
    await measureStatistics(graph, norms, batches)
    if (!((await totalLoss(batches)) < lossBefore))
      masters.forEach(({ data }, i) => data.set(before[i] ?? data))
  }

  return {
    graph,
    evaluate,
    calibrate,
    prepare: async (batches) => {
      if (normMode(options) === 'measured' && norms.size > 0) await measureNorms(batches)
      folded = quantization && foldStatistics(graph)
      const own = masters.filter((one) => isTrainable(one, options.frozenLayers))
      trainable = new Set(own.filter((one) => !folded?.frozen.has(one)))
      await calibrate(batches)
    },
    step: (batch, learningRate) => {
      const inputs = augment(graph, batch.inputs, options, random)
      const more = { batchStatistics: moving, roundings }
      return withValues(inputs, batch.samples, more, async (values, pass, input) => {
        const loss = await lossOfBatch(values, batch, input)
        const seed = tf.tensor(loss.gradient, values.last.shape, 'float32')
        const gradients = runBackward(pass, values, seed, trains)
        optimizer.next()
        for (const op of ops)
          for (const [role, gradient] of Object.entries(gradients.weights.get(op.id) ?? {})) {
            const master = graph.masterOf(op, role)
            if (master) optimizer.apply(master.data, await gradient.data<'float32'>(), learningRate)
          }
        for (const made of [gradients, seed]) made.dispose()
        await moveStatistics(graph, values, options.start === 'scratch' ? steps : Infinity)
        steps++
        if (quantization && steps % quantization.rangeSteps === 0) await follow(values, rangeShrink)
        return loss
      })
    },
    snapshot: () => masters.map(({ data }) => data.slice()),
    toModel: (snapshot) => toModel(graph, folded?.restore(snapshot) ?? snapshot),
    dispose: () => teacher?.dispose(),
  }
}

/** Classes without a softmax of their own are trained as if there were one. */
function outputKindOf({ lastActivation, outputs }: TrainingGraph, labelled: boolean): OutputKind {
  return lastActivation === 'values' && labelled && outputs > 1 ? 'softmax' : lastActivation
}

function augment(
  { inputShape, model }: TrainingGraph,
  inputs: Float32Array,
  { augmentation }: TrainOptions,
  random: () => number,
): Float32Array {
  if (!augmentation) return inputs
  const { pixels, scale } = model.preprocessing
  const size = inputShape.reduce((product, n) => product * n, 1)
  const picture = pixels || inputShape.length > 1 ? pictureShape(inputShape, [1, 1, 1]) : undefined
  const valueRange = pixels ? 255 * Math.abs(scale) : 1
  return augmentPictures(inputs, picture ?? [1, size, 1], valueRange, augmentation, random)
}
