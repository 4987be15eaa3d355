// Calibration: the range of every op's values over a few samples. Ranges are rounded to 12
// significant bits, so that a last-bit difference between engines can't reach a scale.

import { fail } from '../lib/diagnostics'
import type { OpId } from '../model/graph'
import type { Range, Ranges } from '../model/quantized'

export type CalibrationMethod = 'min-max' | 'percentile'

type RunAll<Outputs> = (visit: (op: OpId, values: Float32Array) => void) => Outputs

export interface Measured {
  readonly method: CalibrationMethod
  readonly ranges: Ranges
}

/** Shares of the values that are kept: all (min/max), or all but the tails. */
export const keptShares = [1, 0.9999, 0.9995, 0.999] as const
const bins = 4096

/** What one run may hold in memory, in floats: 128 MB. Beyond it the samples run once more. */
const mostKept = 2 ** 25

/**
 * Ranges by several methods from one run of the samples, or two where its values are too many to be
 * kept. `visit` may get a buffer that nobody writes into afterwards. Throws UserError
 * `calibrate/not-finite`.
 */
export function measureRanges<Outputs>(
  runAll: RunAll<Outputs>,
  shares: readonly number[] = keptShares,
  most = mostKept,
): { readonly outputs: Outputs; readonly measured: readonly Measured[] } {
  const extremes = new Map<OpId, Range>()
  const needsBins = shares.some((share) => share < 1)
  let kept: (readonly [OpId, Float32Array])[] | undefined = needsBins ? [] : undefined
  let floats = 0
  const outputs = runAll((op, values) => {
    extremes.set(op, widen(extremesOf(op, values), extremes.get(op)))
    floats += values.length
    if (floats > most) kept = undefined
    kept?.push([op, values])
  })
  const again: RunAll<unknown> = kept
    ? (visit) => kept?.forEach(([op, values]) => visit(op, values))
    : runAll
  const histograms = needsBins ? countBins(again, extremes) : undefined
  const measured = shares.map((share): Measured => ({
    method: share < 1 ? 'percentile' : 'min-max',
    ranges: Object.fromEntries(
      [...extremes].map(([op, range]) => {
        const { min, max } = percentileRange(histograms?.get(op), range, share)
        return [op, { min: roundTo12Bits(min), max: roundTo12Bits(max) }]
      }),
    ),
  }))
  return { outputs, measured }
}

function widen({ min, max }: Range, by: Range | undefined): Range {
  return by ? { min: Math.min(min, by.min), max: Math.max(max, by.max) } : { min, max }
}

/** A loop over locals that start as doubles: four times as fast as one that goes on from an object's. */
function extremesOf(op: OpId, values: Float32Array): Range {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (value < min) min = value
    if (value > max) max = value
    sum += value
  }
  if (!Number.isFinite(sum)) {
    const odd = values.find((value) => !Number.isFinite(value))
    fail('calibrate/not-finite', `Layer ${op} computes ${odd} for a calibration sample.`, {
      where: { node: op },
      hint: 'Check the scaling of the data, or train again with a lower learning rate.',
    })
  }
  return { min, max }
}

function countBins(
  runAll: RunAll<unknown>,
  extremes: ReadonlyMap<OpId, Range>,
): ReadonlyMap<OpId, Int32Array> {
  const histograms = new Map([...extremes.keys()].map((op) => [op, new Int32Array(bins)]))
  runAll((op, values) => {
    const { min, max } = extremes.get(op) as Range
    // The largest value belongs to the last bin.
    const perUnit = max > min ? (bins - 1e-6) / (max - min) : 0
    addToBins(histograms.get(op) as Int32Array, values, min, perUnit)
  })
  return histograms
}

function addToBins(counts: Int32Array, values: Float32Array, from: number, perUnit: number): void {
  for (let i = 0; i < values.length; i++) {
    const bin = (((values[i] as number) - from) * perUnit) | 0
    counts[bin] = (counts[bin] as number) + 1
  }
}

/** Leaves out at most (1 − share) / 2 of the values at either end, by their histogram. */
export function percentileRange(
  counts: ArrayLike<number> | undefined,
  { min, max }: Range,
  share: number,
): Range {
  if (!counts || share >= 1) return { min, max }
  const list = Array.from(counts)
  const width = (max - min) / list.length
  const outside = (list.reduce((sum, n) => sum + n, 0) * (1 - share)) / 2
  let [first, last] = [0, list.length - 1]
  for (let left = list[first] ?? 0; left <= outside && first < last; left += list[first] ?? 0)
    first++
  for (let left = list[last] ?? 0; left <= outside && last > first; left += list[last] ?? 0) last--
  return {
    min: min + first * width,
    max: last === list.length - 1 ? max : min + (last + 1) * width,
  }
}

const view = new DataView(new ArrayBuffer(8))

/** The nearest number whose significand has 12 bits. */
export function roundTo12Bits(value: number): number {
  view.setFloat64(0, value)
  const exponent = ((view.getUint16(0) >> 4) & 0x7ff) - 1023
  if (value === 0 || exponent === -1023) return 0
  const unit = 2 ** (exponent - 11)
  return Math.round(value / unit) * unit
}
