// What the pruning worker does: sizes and accuracy way by way, and the pruned model itself.

import { pruneWeights } from '../edits/pruneWeights'
import type { Pruning } from '../edits/pruneWeights'
import type { Model } from '../model/model'
import { measurePruning, pruningSize } from '../project/measurePruning'
import type { PruningSize } from '../project/measurePruning'
import { createEngine } from '../simulate/engine'
import type { Engine } from '../simulate/engine'
import { unpackDatasets, unpackModel } from './packing'
import type { PackedModel, SamplesRequest } from './packing'
import type { CallContext } from './rpc'

export interface SizesRequest {
  readonly model: PackedModel
  readonly ways: readonly Pruning[]
}

export interface PruneRequest {
  readonly model: PackedModel
  readonly pruning: Pruning
}

export interface MeasureRequest extends SamplesRequest, SizesRequest {
  readonly excluded: readonly number[]
}

let started: Promise<Engine> | undefined
const engine = () => (started ??= createEngine())

export const createPruneFunctions = (wasmUrl?: string) => ({
  sizes: (request: SizesRequest, context: CallContext): readonly PruningSize[] => {
    const model = unpackModel(request.model, context)
    const total = request.ways.length
    return request.ways.map((way, i) => {
      context.onProgress({ done: i, total })
      return pruningSize(model, way)
    })
  },

  /** `Progress.detail` is PruningNews where there is some. */
  measure: async (request: MeasureRequest, context: CallContext): Promise<void> => {
    const model = unpackModel(request.model, context)
    const datasets = unpackDatasets(request.datasets, context)
    let last = { done: 0, total: 1 }
    await measurePruning(model, request.ways, datasets, request.excluded, {
      engine: await engine(),
      wasmUrl,
      onNews: (detail) => context.onProgress({ ...last, detail }),
      onProgress: (done, total) => context.onProgress((last = { done, total })),
    })
  },

  /** With the weights that are new; the caller has the others. */
  prune: ({ model, pruning }: PruneRequest, context: CallContext): Model => {
    const before = unpackModel(model, context)
    const pruned = pruneWeights(before, pruning)
    const fresh = Object.entries(pruned.weights).filter(([id]) => !before.weights[id])
    return { ...pruned, weights: Object.fromEntries(fresh) }
  },
})

export type PruneFunctions = ReturnType<typeof createPruneFunctions>
