// What the import worker does: files into a model or into samples, and a model into files.

import { readDataset } from '../datasets/index'
import type { ReadOptions } from '../datasets/index'
import type { Dataset } from '../datasets/dataset'
import { loadModelWriter } from '../exporters/models/index'
import type { ModelFormatId } from '../exporters/models/modelFormats'
import type { ModelFile } from '../exporters/models/index'
import { importModel, loadReaders } from '../importers/index'
import type { Imported, InputFile } from '../importers/index'
import type { Diagnostic } from '../lib/diagnostics'
import { packZip } from '../lib/zip'
import { unpackModel } from './packing'
import type { PackedModel } from './packing'
import { transferring } from './rpc'
import type { CallContext } from './rpc'

export interface DataRequest {
  readonly files: readonly InputFile[]
  readonly options: ReadOptions
}

export interface ModelRequest {
  readonly model: PackedModel
  readonly formatId: ModelFormatId
  readonly labels?: readonly string[]
}

export interface FoundData {
  readonly datasets: readonly Dataset[]
  readonly diagnostics: readonly Diagnostic[]
}

export const importFunctions = {
  /** Loads what the first file would wait for. */
  warmUp: (): Promise<void> => loadReaders(),

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

  exportModel: async (
    { model, formatId, labels }: ModelRequest,
    context: CallContext,
  ): Promise<ModelFile> => {
    const whole = unpackModel(model, context)
    const write = await loadModelWriter(formatId)
    const file = await oneFile(await write(whole, { labels }), whole.name, formatId)
    return transferring(file, [file.bytes.buffer as ArrayBuffer])
  },
}

/** Several files go into a zip, which is named by the model. */
async function oneFile(
  files: readonly ModelFile[],
  name: string,
  formatId: string,
): Promise<ModelFile> {
  const [only] = files
  if (only && files.length === 1) return only
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '') || 'model'
  return { path: `${plain}-${formatId}.zip`, bytes: await packZip(files) }
}

/** Each buffer once: views may share one. */
function buffersOf(arrays: readonly (ArrayBufferView | undefined)[]): ArrayBuffer[] {
  return [...new Set(arrays.flatMap((array) => (array ? [array.buffer as ArrayBuffer] : [])))]
}

export type ImportFunctions = typeof importFunctions
