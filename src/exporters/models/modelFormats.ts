// The formats that a trained model can be written in, so that nothing is locked in here. Without their
// writers (index.ts), so that a menu does not bring a megabyte of HDF5 with it.

interface Format {
  readonly id: string
  readonly label: string
  /** Where it can be opened, for menus. */
  readonly opensIn: string
  /** Of the one file; absent where there are several. */
  readonly extension?: string
}

const formats = [
  { id: 'keras', label: 'Keras .keras', opensIn: 'Keras 3', extension: '.keras' },
  { id: 'h5', label: 'Keras .h5', opensIn: 'Keras 2 and 3', extension: '.h5' },
  { id: 'tfjs', label: 'TF.js layers model', opensIn: 'TensorFlow.js: model.json and weights' },
] as const satisfies readonly Format[]

export type ModelFormatId = (typeof formats)[number]['id']

export interface ModelFormat extends Format {
  readonly id: ModelFormatId
}

export const modelFormats: readonly ModelFormat[] = formats

export function modelFormatById(id: string): ModelFormat | undefined {
  return modelFormats.find((format) => format.id === id)
}
