// The page's way to the training worker. Aborting ends the thread at once; whoever wants to keep the
// best so far takes it from the last `epoch` news that had a model.

import type { BackendName, TrainOptions } from '../learning/trainOptions'
import { defaultShares } from '../learning/chooseTrainingPart'
import type { Dataset } from '../datasets/dataset'
import type { Shares } from '../learning/splitSamples'
import type { Model } from '../model/model'
import { packDatasets, packModel } from './packing'
import { connect } from './rpc'
import type { Thread } from './rpc'
import type { TrainAnswer, TrainFunctions, TrainNews } from './trainFunctions'

export { defaultShares }

export interface TrainInput {
  readonly model: Model
  readonly datasets: readonly Dataset[]
  readonly options: TrainOptions
  readonly shares?: Shares
  /** Undefined: the fastest here. */
  readonly backend?: BackendName
}

export interface Training {
  /** Rejects with the signal's reason when aborted. */
  readonly train: (
    input: TrainInput,
    signal: AbortSignal,
    onNews: (news: TrainNews) => void,
  ) => Promise<TrainAnswer>
  readonly stop: () => void
}

export function createTraining(startThread: () => Thread): Training {
  const client = connect<TrainFunctions>(startThread)
  return {
    train: ({ model, datasets, options, shares = defaultShares, backend }, signal, onNews) => {
      const { distillation, ...rest } = options
      const own = packModel(model)
      const teacher = distillation && packModel(distillation.teacher)
      const data = packDatasets(datasets)
      const request = {
        model: own.packed,
        datasets: data.packed,
        options: rest,
        shares,
        ...(backend ? { backend } : {}),
        ...(distillation && teacher
          ? {
              teacher: teacher.packed,
              distillation: { temperature: distillation.temperature, weight: distillation.weight },
            }
          : {}),
      }
      return client.call('train', request, {
        signal,
        blobs: { ...own.blobs, ...data.blobs, ...teacher?.blobs },
        onProgress: ({ detail }) => onNews(detail as TrainNews),
      })
    },
    stop: () => client.stop(),
  }
}
