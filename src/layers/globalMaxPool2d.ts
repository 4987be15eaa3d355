// Largest value of each channel: a pooling whose window is the picture.

import { globalPoolLayer } from './sharedPool'

export const globalMaxPool2d = globalPoolLayer('globalMaxPool2d', 'GlobalMaxPooling2D', 'max')
