// What the training worker does. Training has a thread of its own, so that the rest goes on; news of
// steps and epochs come as progress, with the best model so far, so that a thread may also be killed.

import { chooseBackend } from '../learning/chooseBackend'
import type { BackendTrial } from '../learning/chooseBackend'
import { chooseTrainingPart } from '../learning/chooseTrainingPart'
import type { Shares, Split } from '../learning/splitSamples'
import { trainingData } from '../learning/trainingData'
import { measureModel, trainModel } from '../learning/trainModel'
import type {
  BackendName,
  EpochRecord,
  StepRecord,
  TrainContext,
  Trained,
  TrainingData,
  TrainOptions,
} from '../learning/trainOptions'
import { UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { unpackDatasets, unpackModel } from './packing'
import type { PackedModel, SamplesRequest } from './packing'
import type { CallContext } from './rpc'

export interface TrainRequest extends SamplesRequest {
  /** `distillation.teacher` crosses as `teacher`. */
  readonly options: Omit<TrainOptions, 'distillation'>
  readonly distillation?: { readonly temperature: number; readonly weight: number }
  readonly teacher?: PackedModel
  /** Measured on the validation part before training, to compare with: the unshrunk model. */
  readonly reference?: PackedModel
  /** Of the training part; of a single data set also the share that is kept for the test. */
  readonly shares: Shares
  /** Undefined: the fastest. */
  readonly backend?: BackendName
}

/** `Progress.detail` of `train`. */
export type TrainNews =
  /** A few steps on this back end are about to be timed. */
  | { readonly kind: 'trial'; readonly name: BackendName }
  | {
      readonly kind: 'backend'
      readonly name: BackendName
      readonly trials: readonly BackendTrial[]
    }
  /** What the reference reaches on the validation part. */
  | { readonly kind: 'reference'; readonly measured: Partial<EpochRecord> }
  | { readonly kind: 'step'; readonly step: StepRecord; readonly msLeft: number }
  /** `model` where this epoch is the best so far. */
  | { readonly kind: 'epoch'; readonly epoch: EpochRecord; readonly model?: Model }

export interface TrainAnswer extends Trained {
  /** The data set that was trained on, and the samples that training never saw. */
  readonly source: string
  readonly parts: Split
}

/** How long the thread may work without looking for messages. */
const unheardMs = 50

/** Lets messages in, now and then: asking for it at every step would slow small networks down. */
function createPause(now: () => number): () => Promise<void> {
  let last = now()
  return async () => {
    if (now() - last < unheardMs) return
    await new Promise((resolve) => setTimeout(resolve))
    last = now()
  }
}

/** Nothing where the reference is another kind of network by now: other inputs, other classes. */
async function measureReference(
  reference: Model,
  data: TrainingData,
  options: TrainOptions,
  context: TrainContext,
): Promise<Partial<EpochRecord>> {
  try {
    return await measureModel(reference, data, options, context)
  } catch (error) {
    if (error instanceof UserError) return {}
    throw error
  }
}

function unpackOptions(request: TrainRequest, context: CallContext): TrainOptions {
  const { options, distillation, teacher } = request
  if (!distillation || !teacher) return options
  return {
    ...options,
    distillation: { ...distillation, teacher: unpackModel(teacher, context) },
  }
}

export const createTrainFunctions = (wasmUrl?: string) => ({
  train: async (request: TrainRequest, context: CallContext): Promise<TrainAnswer> => {
    const model = unpackModel(request.model, context)
    const datasets = unpackDatasets(request.datasets, context)
    const { dataset, parts } = chooseTrainingPart(datasets, request.shares)
    const data = trainingData(model, dataset, parts)
    const options = unpackOptions(request, context)
    const total = 1
    const tell = (detail: TrainNews, done = 0) => context.onProgress({ done, total, detail })
    const now = () => performance.now()
    const where = wasmUrl ? { wasmUrl } : {}
    const onTrial = (name: BackendName) => tell({ kind: 'trial', name })
    const chosen = request.backend
      ? { name: request.backend, trials: [] }
      : await chooseBackend(model, data, options, { now, onTrial, ...where })
    tell({ kind: 'backend', ...chosen })
    const how = { backend: chosen.name, ...where, pause: createPause(now) }
    if (request.reference && parts.validation.length > 0) {
      const { preprocessing } = model
      const reference = { ...unpackModel(request.reference, context), preprocessing }
      const measured = await measureReference(
        reference,
        trainingData(reference, dataset, parts),
        options,
        how,
      )
      tell({ kind: 'reference', measured })
    }
    const start = now()
    const trained = await trainModel(model, data, options, {
      ...how,
      shouldStop: context.shouldFinish,
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
