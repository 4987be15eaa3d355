// Bins of a layer's weights for the inspector's picture.

export interface Bins {
  readonly min: number
  readonly max: number
  readonly counts: readonly number[]
}

/** `counts.length` equal bins from the smallest to the largest value. */
export function binValues(values: ArrayLike<number>, binCount: number): Bins {
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (value < min) min = value
    if (value > max) max = value
  }
  if (!(max > min)) {
    const at = Number.isFinite(min) ? min : 0
    min = at - 0.5
    max = at + 0.5
  }
  const counts = new Array<number>(binCount).fill(0)
  const scale = binCount / (max - min)
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(binCount - 1, Math.floor(((values[i] as number) - min) * scale))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { min, max, counts }
}
