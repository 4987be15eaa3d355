// Largest value of each window; padding never wins. Integer rule: kernels/SPEC.md P1.

import { poolLayer } from './sharedPool'

export const maxPool2d = poolLayer('maxPool2d', 'MaxPooling2D', 'max')
