// Seeds from names: the same edit of the same layer draws the same numbers.

import { hashContent } from '../lib/hash'

export function seedOf(...parts: readonly (string | number)[]): number {
  return Number.parseInt(hashContent(...parts.map(String)).slice(0, 8), 16)
}
