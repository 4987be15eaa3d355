// What the training worker does. Training has a thread of its own, so that the rest goes on; news of
// steps and epochs come as progress, with the best model so far: stopping is ending the thread.

import { chooseBackend } from '../learning/chooseBackend'
import type { BackendTrial } from '../learning/chooseBackend'
import { chooseTrainingPart } from '../learning/chooseTrainingPart'
import type { Shares, Split } from '../learning/splitSamples'
import { trainingData } from '../learning/trainingData'
import { trainModel } from '../learning/trainModel'
import type {
  BackendName,
  EpochRecord,
  StepRecord,
  Trained,
  TrainOptions,
} from '../learning/trainOptions'
import type { Model } from '../model/model'
import type { SamplesRequest } from './floatFunctions'
import { unpackDatasets, unpackModel } from './packing'
import type { PackedModel } from './packing'
import type { CallContext } from './rpc'

export interface TrainRequest extends SamplesRequest {
  /** `distillation.teacher` crosses as `teacher`. */
  readonly options: Omit<TrainOptions, 'distillation'>
  readonly distillation?: { readonly temperature: number; readonly weight: number }
  readonly teacher?: PackedModel
  /** Of the training part; of a single data set also the share that is kept for the test. */
  readonly shares: Shares
  /** Undefined: the fastest. */
  readonly backend?: BackendName
}

/** `Progress.detail` of `train`. */
export type TrainNews =
  | {
      readonly kind: 'backend'
      readonly name: BackendName
      readonly trials: readonly BackendTrial[]
    }
  | { readonly kind: 'step'; readonly step: StepRecord; readonly msLeft: number }
  /** `model` where this epoch is the best so far. */
  | { readonly kind: 'epoch'; readonly epoch: EpochRecord; readonly model?: Model }

export interface TrainAnswer extends Trained {
  /** The data set that was trained on, and the samples that training never saw. */
  readonly source: string
  readonly parts: Split
}

export const createTrainFunctions = (wasmUrl?: string) => ({
  train: async (request: TrainRequest, context: CallContext): Promise<TrainAnswer> => {
    const model = unpackModel(request.model, context)
    const datasets = unpackDatasets(request.datasets, context)
    const { seed } = request.options
    const { dataset, parts } = chooseTrainingPart(datasets, request.shares, seed)
    const data = trainingData(model, dataset, parts)
    const options: TrainOptions = {
      ...request.options,
      ...(request.distillation && request.teacher
        ? {
            distillation: {
              ...request.distillation,
              teacher: unpackModel(request.teacher, context),
            },
          }
        : {}),
    }
    const total = 1
    const tell = (detail: TrainNews, done = 0) => context.onProgress({ done, total, detail })
    const now = () => performance.now()
    const chosen = request.backend
      ? { name: request.backend, trials: [] }
      : await chooseBackend(model, data, options, now, wasmUrl)
    tell({ kind: 'backend', ...chosen })
    const start = now()
    const trained = await trainModel(model, data, options, {
      backend: chosen.name,
      ...(wasmUrl ? { wasmUrl } : {}),
      onStep: (step) => {
        const msLeft = ((now() - start) / step.step) * (step.steps - step.step)
        tell({ kind: 'step', step, msLeft }, step.step / step.steps)
      },
      onEpoch: (epoch, best) => tell({ kind: 'epoch', epoch, ...(best ? { model: best() } : {}) }),
    })
    return { ...trained, source: dataset.name, parts }
  },
})

export type TrainFunctions = ReturnType<typeof createTrainFunctions>
