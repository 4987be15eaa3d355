// Mean of each window’s values inside the picture. Integer rule: kernels/SPEC.md P2.

import { poolLayer } from './sharedPool'

export const averagePool2d = poolLayer('averagePool2d', 'AveragePooling2D', 'average')
