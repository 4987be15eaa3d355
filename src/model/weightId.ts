// The name of a weight: a hash of its shape and bytes, so that equal weights are stored once.

import { bytesOf } from '../lib/bytes'
import { hashContent, hashLargeContent } from '../lib/hash'
import type { Tensor, WeightId } from './model'

export function weightId({ shape, data }: Tensor): WeightId {
  return hashContent(shape.join(), bytesOf(data))
}

/** The same names for many at once, faster where they are large. */
export async function weightIds(
  tensors: readonly Tensor[],
): Promise<ReadonlyMap<Tensor, WeightId>> {
  const name = async (tensor: Tensor) =>
    [tensor, await hashLargeContent(tensor.shape.join(), bytesOf(tensor.data))] as const
  return new Map(await Promise.all(tensors.map(name)))
}
