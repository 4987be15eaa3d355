// The name of a weight: a hash of its shape and bytes, so that equal weights are stored once.

import { bytesOf } from '../lib/bytes'
import { hashContent } from '../lib/hash'
import type { Tensor, WeightId } from './model'

export function weightId({ shape, data }: Tensor): WeightId {
  return hashContent(shape.join(), bytesOf(data))
}
