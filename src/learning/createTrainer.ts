// One training in progress: its weights, its optimizer, one step and one evaluation. All that is in
// TensorFlow.js lives for one batch; weights, optimizer and loss are plain arrays.

import * as tf from '@tensorflow/tfjs-core'
import { pictureShape } from '../datasets/toInputs'
import { fail } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import type { Op } from '../model/graph'
import type { Model, Role } from '../model/model'
import { lastAxis } from '../layers/shared'
import { augmentPictures } from './augment'
import {
  addExtremes,
  createRoundings,
  quantizesWeight,
  roundWeights,
  toRanges,
} from './fakeQuantize'
import type { Extremes } from './fakeQuantize'
import { foldStatistics } from './foldStatistics'
import { initializeWeights } from './initializeWeights'
import { lossOf } from './losses'
import type { Loss, OutputKind, Target } from './losses'
import { createOptimizer } from './optimizers'
import { runBackward, runForward } from './runTraining'
import type { Pass, Values, WeightTensors } from './runTraining'
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
  readonly outputKind: OutputKind
  /** Augments, and changes the weights. */
  readonly step: (batch: Batch, learningRate: number) => Promise<Sums>
  /** As the model will compute: statistics of batch norms as they are, no augmentation. */
  readonly evaluate: (batch: Batch) => Promise<Sums>
  /** Only for quantization-aware training: before each epoch. */
  readonly calibrate: (batches: Iterable<Batch>) => Promise<void>
  readonly snapshot: () => readonly Float32Array[]
  readonly toModel: (snapshot: readonly Float32Array[]) => Model
  readonly dispose: () => void
}

/** Share of the old that a moving mean keeps at each step. */
const keptShare = 0.95

/** The back end must have been started. */
export function createTrainer(model: Model, options: TrainOptions, labelled: boolean): Trainer {
  const graph = createTrainingGraph(model)
  const { ops, masters } = graph
  if (options.start === 'scratch') initializeWeights(masters, options)
  const folded = options.quantization ? foldStatistics(graph) : undefined
  const trainable = new Set(
    masters.filter((m) => isTrainable(m, options.frozenLayers) && !folded?.frozen.has(m)),
  )
  const trains = (op: Op, role: Role) => trainable.has(graph.masterOf(op, role) as Master)
  const outputKind = outputKindOf(graph, labelled)
  const teacher = createTeacher(graph, options, labelled)
  const optimizer = createOptimizer(options)
  const random = seededRandom(options.seed + 1)
  const moving = batchStatisticsOf(graph, options)
  let steps = 0
  let roundings: Pass['roundings']

  const withPass = async <T>(use: (pass: Pass) => Promise<T>): Promise<T> => {
    const weights = loadWeights(graph, options.quantization !== undefined)
    try {
      return await use({ ops, weights, ...(roundings ? { roundings } : {}) })
    } finally {
      disposeWeights(weights)
    }
  }
  const lossOfValues = async (values: Values, batch: Batch, input: tf.Tensor) => {
    const last = values.raw.get(ops.at(-1)?.id ?? '') as tf.Tensor
    const own = await (values.read.get(ops.at(-1)?.id ?? '') ?? last).data<'float32'>()
    const target: Target = {
      ...(batch.labels ? { labels: batch.labels } : {}),
      ...(teacher ? { teacher: await teacher.teach(input) } : {}),
    }
    return lossOf(outputKind, own, graph.outputs, target)
  }

  return {
    graph,
    outputKind,
    step: (batch, learningRate) =>
      withPass(async (pass) => {
        const inputs = augment(graph, batch.inputs, options, random)
        const input = tf.tensor(inputs, [batch.samples, ...graph.inputShape], 'float32')
        const values = runForward({ ...pass, batchStatistics: moving }, input)
        const loss = await lossOfValues(values, batch, input)
        const seed = tf.tensor(loss.gradient, shapeOfLast(values, ops), 'float32')
        const gradients = runBackward(pass, values, seed, trains)
        optimizer.next()
        for (const op of ops)
          for (const [role, gradient] of Object.entries(gradients.weights.get(op.id) ?? {})) {
            const master = graph.masterOf(op, role) as Master
            optimizer.apply(master.data, await gradient.data<'float32'>(), learningRate)
          }
        await moveStatistics(graph, values, options.start === 'scratch' ? steps : Infinity)
        steps++
        for (const made of [values, gradients, input, seed]) made.dispose()
        return loss
      }),
    evaluate: (batch) =>
      withPass(async (pass) => {
        const input = tf.tensor(batch.inputs, [batch.samples, ...graph.inputShape], 'float32')
        const values = runForward(pass, input)
        const loss = await lossOfValues(values, batch, input)
        for (const made of [values, input]) made.dispose()
        return loss
      }),
    calibrate: async (batches) => {
      const extremes: Extremes = new Map()
      await withPass(async ({ weights }) => {
        for (const { inputs, samples } of batches) {
          const input = tf.tensor(inputs, [samples, ...graph.inputShape], 'float32')
          const values = runForward({ ops, weights }, input)
          await addExtremes(extremes, values.raw)
          for (const made of [values, input]) made.dispose()
        }
      })
      roundings = createRoundings(graph, toRanges(graph, extremes))
    },
    snapshot: () => masters.map(({ data }) => data.slice()),
    toModel: (snapshot) => toModel(graph, folded?.restore(snapshot) ?? snapshot),
    dispose: () => teacher?.dispose(),
  }
}

function shapeOfLast({ raw }: Values, ops: readonly Op[]): number[] {
  return raw.get(ops.at(-1)?.id ?? '')?.shape ?? []
}

/** Classes without a softmax of their own are trained as if there were one. */
function outputKindOf({ lastActivation, outputs }: TrainingGraph, labelled: boolean): OutputKind {
  return lastActivation === 'values' && labelled && outputs > 1 ? 'softmax' : lastActivation
}

function loadWeights({ ops, masterOf }: TrainingGraph, rounded: boolean): WeightTensors {
  return new Map(
    ops.map((op) => [
      op.id,
      Object.fromEntries(
        Object.entries(op.weights).map(([role, { shape, read }]) => {
          const data = masterOf(op, role)?.data ?? read()
          const rounds = rounded && quantizesWeight(op, role)
          const used = rounds ? roundWeights(data, lastAxis(op.shape)) : data
          return [role, tf.tensor(used, [...shape], 'float32') as tf.Tensor]
        }),
      ),
    ]),
  )
}

function disposeWeights(weights: WeightTensors): void {
  for (const roles of weights.values()) tf.dispose(Object.values(roles))
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

/** Batch norms that follow the batches: none while their statistics are frozen. */
function batchStatisticsOf({ ops, masterOf }: TrainingGraph, options: TrainOptions) {
  const mode = options.batchNorm ?? (options.start === 'scratch' ? 'batch' : 'frozen')
  if (mode === 'frozen' || options.quantization) return new Set<string>()
  const own = ops.filter((op) => op.kind === 'batchNorm' && masterOf(op, 'mean'))
  return new Set(own.filter((op) => !options.frozenLayers?.includes(op.owner)).map((op) => op.id))
}

/** From scratch the first batches count fully: there is nothing older worth keeping. */
async function moveStatistics(
  { ops, masterOf }: TrainingGraph,
  { statistics }: Values,
  steps: number,
): Promise<void> {
  const kept = Math.min(keptShare, steps === Infinity ? 1 : steps / (steps + 1))
  for (const op of ops)
    for (const [role, tensor] of Object.entries(statistics.get(op.id) ?? {})) {
      const master = masterOf(op, role)
      const now = await tensor.data<'float32'>()
      master?.data.forEach((old, c) => (master.data[c] = kept * old + (1 - kept) * now[c]!))
    }
}

function createTeacher(student: TrainingGraph, options: TrainOptions, labelled: boolean) {
  const { distillation } = options
  if (!distillation) return undefined
  const graph = createTrainingGraph(distillation.teacher)
  const sameInput = graph.inputShape.join() === student.inputShape.join()
  if (!sameInput || graph.outputs !== student.outputs || kindsDiffer(graph, student))
    fail('train/teacher', `${graph.model.name} can't teach ${student.model.name}.`, {
      hint: 'A teacher has the same input and the same outputs: use the model as it was before it was made smaller.',
    })
  const weights = loadWeights(graph, false)
  const { temperature } = distillation
  const weight = labelled ? distillation.weight : 1
  return {
    teach: async (input: tf.Tensor) => {
      const values = runForward({ ops: graph.ops, weights }, input)
      const own = await values.raw.get(graph.ops.at(-1)?.id ?? '')!.data<'float32'>()
      values.dispose()
      return { values: own, temperature, weight }
    },
    dispose: () => disposeWeights(weights),
  }
}

function kindsDiffer(a: TrainingGraph, b: TrainingGraph): boolean {
  return a.lastActivation !== b.lastActivation
}
