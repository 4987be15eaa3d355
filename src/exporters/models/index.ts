// What writes each format of model files, loaded on need.

import type { ModelFormatId } from './modelFormats'
import type { WriteModel } from './modelFile'

export type { ModelExtras, ModelFile, WriteModel } from './modelFile'

const writers: Readonly<Record<ModelFormatId, () => Promise<WriteModel>>> = {
  keras: async () => (await import('./kerasArchive')).writeKerasArchive,
  h5: async () => (await import('./kerasH5')).writeKerasH5,
  tfjs: async () => (await import('./tfjs')).writeTfjs,
}

export function loadModelWriter(id: ModelFormatId): Promise<WriteModel> {
  return writers[id]()
}
