// The page's way to the training worker. Asked to finish it answers with the best so far; aborting
// ends the thread at once, and the best is that of the last `epoch` news that had a model.

import type { BackendName, TrainOptions } from '../learning/trainOptions'
import { defaultShares } from '../learning/chooseTrainingPart'
import type { Dataset } from '../datasets/dataset'
import type { Shares } from '../learning/splitSamples'
import type { Model } from '../model/model'
import { packDatasets, packModel } from './packing'
import { connect } from './rpc'
import type { Thread } from './rpc'
import type { TrainAnswer, TrainFunctions, TrainNews } from './trainFunctions'

export interface TrainInput {
  readonly model: Model
  readonly datasets: readonly Dataset[]
  readonly options: TrainOptions
  readonly shares?: Shares
  readonly reference?: Model
  /** Undefined: the fastest here. */
  readonly backend?: BackendName
}

export interface Training {
  /** Rejects with the signal's reason when aborted. `finish` ends training after the step under way. */
  readonly train: (
    input: TrainInput,
    signal: AbortSignal,
    onNews: (news: TrainNews) => void,
    finish?: AbortSignal,
  ) => Promise<TrainAnswer>
  readonly stop: () => void
}

export function createTraining(startThread: () => Thread): Training {
  const client = connect<TrainFunctions>(startThread)
  return {
    train: (input, signal, onNews, finish) => {
      const { model, datasets, options, shares = defaultShares, backend } = input
      const { distillation, ...rest } = options
      const own = packModel(model)
      const teacher = distillation && packModel(distillation.teacher)
      const reference = input.reference && packModel(input.reference)
      const data = packDatasets(datasets)
      const request = {
        model: own.packed,
        datasets: data.packed,
        options: rest,
        shares,
        ...(backend ? { backend } : {}),
        ...(reference ? { reference: reference.packed } : {}),
        ...(distillation && teacher
          ? {
              teacher: teacher.packed,
              distillation: { temperature: distillation.temperature, weight: distillation.weight },
            }
          : {}),
      }
      const ended = new AbortController()
      finish?.addEventListener('abort', () => client.finish(), { signal: ended.signal })
      const answer = client.call('train', request, {
        signal,
        blobs: { ...own.blobs, ...data.blobs, ...teacher?.blobs, ...reference?.blobs },
        onProgress: ({ detail }) => onNews(detail as TrainNews),
      })
      return answer.finally(() => ended.abort())
    },
    stop: () => client.stop(),
  }
}
