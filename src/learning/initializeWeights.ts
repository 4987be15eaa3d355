// Weights to train from nothing, as Keras makes them: kernels Glorot uniform (Glorot & Bengio 2010) or
// He uniform (He et al. 2015), biases and means 0, gammas and variances 1. Seeded.

import { seededRandom } from '../lib/random'
import type { Shape } from '../model/model'
import type { Master } from './trainingGraph'
import type { TrainOptions } from './trainOptions'

/** In place, layer by layer. */
export function initializeWeights(
  masters: readonly Master[],
  { initialization, seed }: Pick<TrainOptions, 'initialization' | 'seed'>,
): void {
  const random = seededRandom(seed)
  for (const { role, shape, data } of masters) {
    if (shape.length === 1) data.fill(role === 'gamma' || role === 'variance' ? 1 : 0)
    else {
      const { fanIn, fanOut } = fansOf(shape)
      const limit = Math.sqrt(6 / (initialization === 'he' ? fanIn : fanIn + fanOut))
      for (let i = 0; i < data.length; i++) data[i] = (2 * random() - 1) * limit
    }
  }
}

/** As Keras counts: [height, width, in, out] or [in, out]. */
function fansOf(shape: Shape): { fanIn: number; fanOut: number } {
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  return { fanIn: field * (shape.at(-2) ?? 1), fanOut: field * (shape.at(-1) ?? 1) }
}
