// What training can be told, and what it tells. All of it is plain JSON or typed arrays.

import type { Model, NodeId } from '../model/model'
import type { Augmentation } from './augment'

export interface TrainOptions {
  /** `weights`: goes on from the model's. `scratch`: seeded initialization of every layer. */
  readonly start: 'weights' | 'scratch'
  /** Keras' default is Glorot uniform; He uniform suits deep networks of ReLUs. Biases start at zero. */
  readonly initialization: 'glorot' | 'he'
  readonly optimizer: 'adam' | 'sgd'
  readonly learningRate: number
  /** `cosine` falls from the learning rate to zero over all steps. */
  readonly schedule: 'constant' | 'cosine'
  /** Of SGD. */
  readonly momentum: number
  readonly batch: number
  readonly epochs: number
  /** Steps after which training ends, whatever the epochs: a budget that is no time. */
  readonly maxSteps?: number
  /** Ends after so many epochs without a better one; 0 never. */
  readonly patience: number
  readonly seed: number
  /** Undefined: samples as they are. */
  readonly augmentation?: Augmentation
  readonly distillation?: Distillation
  /** Quantization-aware: rounds as int8 will. Batch norms are folded, their statistics frozen. */
  readonly quantization?: QuantizationAware
  /**
   * `frozen`: batch norms keep their statistics, as Keras advises for fine-tuning on few samples.
   * `measured`: they are measured once on training samples, where that lowers the loss, and then
   * kept: a network that lost channels has others than it was trained with.
   * `batch`: they take those of each batch and keep a moving mean, as Keras trains from scratch.
   * Undefined: `batch` from scratch, otherwise `measured`. Rounding networks never take `batch`.
   */
  readonly batchNorm?: 'frozen' | 'measured' | 'batch'
  /** Layers that keep their weights. */
  readonly frozenLayers?: readonly NodeId[]
}

export interface Distillation {
  /** The unshrunk model: same input and number of outputs. */
  readonly teacher: Model
  /** Softens both models' outputs; 1 leaves them. */
  readonly temperature: number
  /** Share of the loss, 0 to 1; the rest is that of the labels. */
  readonly weight: number
}

export interface QuantizationAware {
  /** Steps after which ranges follow the values; they widen at once and shrink slowly. */
  readonly rangeSteps: number
}

export const defaultTrainOptions: TrainOptions = {
  start: 'weights',
  initialization: 'glorot',
  optimizer: 'adam',
  learningRate: 2e-3,
  schedule: 'cosine',
  momentum: 0.9,
  batch: 32,
  epochs: 5,
  patience: 5,
  seed: 1,
}

export const defaultDistillation = { temperature: 4, weight: 0.5 } as const
export const defaultQuantizationAware: QuantizationAware = { rangeSteps: 8 }

/**
 * Samples by index, and two disjoint lists of indices. The test part is no business of training: it
 * is in neither.
 */
export interface TrainingData {
  readonly count: number
  /** [indices × input size], as the float model takes them; pictures are converted when needed. */
  readonly read: (indices: Uint32Array) => Float32Array
  readonly labels?: ArrayLike<number>
  readonly train: Uint32Array
  /** Chooses the best epoch; if it is empty the last one stays. */
  readonly validation: Uint32Array
}

export interface EpochRecord {
  /** 0 is the model before training. */
  readonly epoch: number
  /** Of the training part while it trained, augmented; absent in epoch 0. */
  readonly trainLoss?: number
  readonly trainAccuracyPercent?: number
  /** With an empty validation part absent. Accuracies need labels. */
  readonly validationLoss?: number
  readonly validationAccuracyPercent?: number
}

export interface StepRecord {
  /** From 1, over all epochs. */
  readonly step: number
  readonly steps: number
  readonly epoch: number
  readonly epochs: number
  /** Means over the batch; the accuracy needs labels. */
  readonly loss: number
  readonly accuracyPercent?: number
  readonly learningRate: number
}

export interface TrainContext {
  readonly backend?: BackendName
  /** Of TensorFlow.js' .wasm; Node finds it by itself. */
  readonly wasmUrl?: string
  /** Checked at every step; aborting rejects with the signal's reason and discards all. */
  readonly signal?: AbortSignal
  /** Asked at every step; true ends training with the best so far. */
  readonly shouldStop?: () => boolean
  readonly onStep?: (step: StepRecord) => void
  /** `best`: the model so far, where this epoch is the best; a function, for it takes time. */
  readonly onEpoch?: (epoch: EpochRecord, best?: () => Model) => void
  /** Awaited after every step, to let a thread answer others. */
  readonly pause?: () => Promise<void>
}

export type BackendName = 'wasm' | 'webgl' | 'webgpu'

export interface Trained {
  readonly model: Model
  readonly epochs: readonly EpochRecord[]
  readonly stepLosses: Float32Array
  readonly bestEpoch: number
  readonly ended: 'epochs' | 'steps' | 'patience' | 'stopped'
}
