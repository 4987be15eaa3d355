// Models and data sets as they cross to a worker: their large arrays are blobs, sent once by id.

import type { Dataset } from '../datasets/dataset'
import type { Model, WeightId } from '../model/model'
import type { CallContext } from './rpc'

type Blobs = Record<string, unknown>

export interface PackedModel {
  /** Without weights. */
  readonly shell: Model
  readonly weights: readonly WeightId[]
}

export interface Packed<T> {
  readonly packed: T
  readonly blobs: Blobs
}

/** Weight ids are content hashes: an edited model sends only what is new. */
export function packModel(model: Model): Packed<PackedModel> {
  const weights = new Set(model.nodes.flatMap((node) => Object.values(node.weights)))
  const blobs: Blobs = {}
  for (const id of weights) blobs[`weight ${id}`] = model.weights[id]
  return { packed: { shell: { ...model, weights: {} }, weights: [...weights] }, blobs }
}

export function unpackModel({ shell, weights }: PackedModel, { blob }: CallContext): Model {
  const entries = weights.map((id) => [id, blob(`weight ${id}`)])
  return { ...shell, weights: Object.fromEntries(entries) as Model['weights'] }
}

const ids = new WeakMap<Dataset, string>()
let lastId = 0

function idOf(dataset: Dataset): string {
  const id = ids.get(dataset) ?? `data ${++lastId}`
  ids.set(dataset, id)
  return id
}

export function packDatasets(datasets: readonly Dataset[]): Packed<readonly string[]> {
  const entries = datasets.map((dataset) => [idOf(dataset), dataset] as const)
  return { packed: entries.map(([id]) => id), blobs: Object.fromEntries(entries) }
}

export function unpackDatasets(packed: readonly string[], { blob }: CallContext): Dataset[] {
  return packed.map((id) => blob(id) as Dataset)
}

/** What a function on samples is asked with. */
export interface SamplesRequest {
  readonly model: PackedModel
  readonly datasets: readonly string[]
}

export function packRequest(
  model: Model,
  datasets: readonly Dataset[],
): { readonly request: SamplesRequest; readonly blobs: Blobs } {
  const packed = packModel(model)
  const data = packDatasets(datasets)
  return {
    request: { model: packed.packed, datasets: data.packed },
    blobs: { ...packed.blobs, ...data.blobs },
  }
}
