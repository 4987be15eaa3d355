// Mean of each channel: a pooling whose window is the picture.

import { globalPoolLayer } from './sharedPool'

export const globalAveragePool2d = globalPoolLayer(
  'globalAveragePool2d',
  'GlobalAveragePooling2D',
  'average',
)
