// What the import worker does: files into a model or into samples.

import { readDataset } from '../datasets/index'
import type { ReadOptions } from '../datasets/index'
import type { Dataset } from '../datasets/dataset'
import { importModel } from '../importers/index'
import type { Imported, InputFile } from '../importers/index'
import type { Diagnostic } from '../lib/diagnostics'
import { transferring } from './rpc'

export interface DataRequest {
  readonly files: readonly InputFile[]
  readonly options: ReadOptions
}

export interface FoundData {
  readonly datasets: readonly Dataset[]
  readonly diagnostics: readonly Diagnostic[]
}

export const importFunctions = {
  importModel: async (files: readonly InputFile[]): Promise<Imported> => {
    const imported = await importModel(files, () => undefined)
    const arrays = Object.values(imported.model.weights).map(({ data }) => data)
    return transferring(imported, buffersOf(arrays))
  },

  readDataset: async ({ files, options }: DataRequest): Promise<FoundData> => {
    const diagnostics: Diagnostic[] = []
    const datasets = await readDataset(files, (found) => diagnostics.push(found), options)
    const arrays = datasets.flatMap(({ pixels, values, labels }) => [pixels, values, labels])
    return transferring({ datasets, diagnostics }, buffersOf(arrays))
  },
}

/** Each buffer once: views may share one. */
function buffersOf(arrays: readonly (ArrayBufferView | undefined)[]): ArrayBuffer[] {
  return [...new Set(arrays.flatMap((array) => (array ? [array.buffer as ArrayBuffer] : [])))]
}

export type ImportFunctions = typeof importFunctions
