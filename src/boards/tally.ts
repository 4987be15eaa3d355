// For counts of kernels: sums by name, and which taps of a window lie inside the picture.

import type { Fields } from './latencyCounts'

/** Adds up counts by name. */
export class Tally {
  readonly counts: Record<string, number> = { call: 1 }
  add(name: string, count: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + count
  }
}

export const fieldOf = (fields: Fields, name: string, otherwise = 1) => fields[name] ?? otherwise

/** Taps of a kernel that lie inside. */
export function tapsInside(at: number, kernel: number, dilation: number, size: number): number {
  const first = at < 0 ? Math.ceil(-at / dilation) : 0
  const end = at >= size ? 0 : Math.ceil((size - at) / dilation)
  return Math.max(0, Math.min(kernel, end) - Math.min(kernel, first))
}
