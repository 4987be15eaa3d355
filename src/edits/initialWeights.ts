// Fresh weights, as Keras initializes them: Glorot uniform, zero biases, batch norms that do
// nothing. Seeded by the layer, so that the same edit gives the same model.

import type { Node, Role, Shape, Tensor } from '../model/model'
import { shapeSize } from '../model/model'
import { seededRandom } from '../lib/random'
import { seedOf } from './seedOf'

/** Glorot and Bengio 2010: U(±√(6 / (fan in + fan out))). Depthwise taps are summed per channel. */
function glorotLimit(role: Role, shape: Shape, depthwise: boolean): number {
  const [inputs = 1, outputs = 1] = shape.slice(-2)
  const taps = shapeSize(shape.slice(0, -2))
  const perChannel = depthwise || role === 'depthwise'
  return Math.sqrt(6 / (taps * ((perChannel ? 1 : inputs) + outputs)))
}

/** `outputs`: channels of the layer's result, by which a depthwise kernel is known. */
export function initialWeight(
  { id }: Node,
  role: Role,
  shape: Shape,
  outputs: number,
  seed: number,
): Tensor {
  const count = shapeSize(shape)
  if (shape.length < 2) {
    const data = new Float32Array(count).fill(role === 'gamma' || role === 'variance' ? 1 : 0)
    return { shape, data }
  }
  const random = seededRandom(seedOf(id, role, shape.join(), seed))
  const limit = glorotLimit(role, shape, shape.length > 2 && shape.at(-1) !== outputs)
  return { shape, data: Float32Array.from({ length: count }, () => (2 * random() - 1) * limit) }
}
