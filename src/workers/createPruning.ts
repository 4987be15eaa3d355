// The page's way to the pruning worker. Two threads of it: looking at sizes and choosing one does not
// wait until the accuracies are measured.

import type { Dataset } from '../datasets/dataset'
import type { Pruning } from '../edits/pruneWeights'
import type { Model } from '../model/model'
import type { PruningNews, PruningSize } from '../project/measurePruning'
import { packDatasets, packModel } from './packing'
import type { PruneFunctions } from './pruneFunctions'
import { connect } from './rpc'
import type { Tell, Thread } from './rpc'

export interface MeasureInput {
  readonly model: Model
  /** The first prunes nothing. */
  readonly ways: readonly Pruning[]
  readonly datasets: readonly Dataset[]
  /** Samples of the test part that are not to be measured. */
  readonly excluded: readonly number[]
}

/** Every function rejects with the signal's reason when aborted. */
export interface PruningStudio {
  readonly sizes: (
    model: Model,
    ways: readonly Pruning[],
    signal: AbortSignal,
    tell: Tell,
  ) => Promise<readonly PruningSize[]>
  readonly measure: (
    input: MeasureInput,
    signal: AbortSignal,
    onNews: (news: PruningNews) => void,
    tell: Tell,
  ) => Promise<void>
  readonly prune: (model: Model, pruning: Pruning, signal: AbortSignal) => Promise<Model>
  readonly stop: () => void
}

export function createPruning(startThread: () => Thread): PruningStudio {
  const pruner = connect<PruneFunctions>(startThread)
  const measurer = connect<PruneFunctions>(startThread)
  return {
    sizes: (model, ways, signal, tell) => {
      const { packed, blobs } = packModel(model)
      return pruner.call(
        'sizes',
        { model: packed, ways },
        { signal, blobs, onProgress: ({ done, total }) => tell('Counting zeros', done / total) },
      )
    },

    measure: ({ model, ways, datasets, excluded }, signal, onNews, tell) => {
      const own = packModel(model)
      const data = packDatasets(datasets)
      tell('Measuring accuracy')
      return measurer.call(
        'measure',
        { model: own.packed, datasets: data.packed, ways, excluded },
        {
          signal,
          blobs: { ...own.blobs, ...data.blobs },
          onProgress: ({ done, total, detail }) => {
            if (detail) onNews(detail as PruningNews)
            tell('Measuring accuracy', done / total)
          },
        },
      )
    },

    prune: async (model, pruning, signal) => {
      const { packed, blobs } = packModel(model)
      const pruned = await pruner.call('prune', { model: packed, pruning }, { signal, blobs })
      const ids = new Set(pruned.nodes.flatMap((node) => Object.values(node.weights)))
      const kept = Object.entries(model.weights).filter(([id]) => ids.has(id))
      return { ...pruned, weights: { ...Object.fromEntries(kept), ...pruned.weights } }
    },

    stop: () => [pruner, measurer].forEach((client) => client.stop()),
  }
}
