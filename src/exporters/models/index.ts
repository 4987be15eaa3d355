// The registry of formats that a trained model can be written in, so that nothing is locked in here.

import type { ModelFormat } from './modelFormat'

export type { ModelExtras, ModelFile, ModelFormat } from './modelFormat'

export const modelFormats: readonly ModelFormat[] = [
  {
    id: 'keras',
    label: 'Keras .keras',
    opensIn: 'Keras 3',
    extension: '.keras',
    load: async () => (await import('./kerasArchive')).writeKerasArchive,
  },
  {
    id: 'h5',
    label: 'Keras .h5',
    opensIn: 'Keras 2 and 3',
    extension: '.h5',
    load: async () => (await import('./kerasH5')).writeKerasH5,
  },
  {
    id: 'tfjs',
    label: 'TF.js layers model',
    opensIn: 'TensorFlow.js: model.json and its weights',
    load: async () => (await import('./tfjs')).writeTfjs,
  },
]

export function modelFormatById(id: string): ModelFormat | undefined {
  return modelFormats.find((format) => format.id === id)
}
