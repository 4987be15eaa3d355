// Which samples calibrate. Never those that accuracy is measured on: training samples where there
// are any, built-in digits for a network that reads digits, otherwise a few that are held out.

import { seededRandom } from '../lib/random'

export const calibrationSamples = 500
export const calibrationDigits = 1000
export const mostHeldOut = 200
export const guessedSamples = 64
/** Values that calibration looks at in all; a large network gets fewer samples, but not below 32. */
const mostValues = 2e8
const fewestSamples = 32
const heldOutShare = 0.05
/** Of ten digits; chance is 10. */
const knowsDigitsPercent = 50
const seed = 20200731

export interface Available {
  readonly trainCount: number
  readonly testCount: number
  /** Float top-1 on built-in digits, where input and output have a digit classifier's sizes. */
  readonly digitsPercent?: number
  /** Of all layers together; limits the time that calibration takes. */
  readonly valuesPerSample?: number
}

export type CalibrationChoice =
  | { readonly from: 'train'; readonly indices: readonly number[] }
  | { readonly from: 'digits'; readonly count: number }
  /** These samples of the test part are left out of the accuracy. */
  | { readonly from: 'held-out'; readonly indices: readonly number[] }
  /** Random inputs in the declared range: the studio says so. */
  | { readonly from: 'guess'; readonly count: number }

export function chooseCalibration({
  trainCount,
  testCount,
  digitsPercent = 0,
  valuesPerSample = 1,
}: Available): CalibrationChoice {
  const most = Math.max(fewestSamples, Math.floor(mostValues / valuesPerSample))
  if (trainCount > 0)
    return { from: 'train', indices: pick(Math.min(calibrationSamples, most), trainCount) }
  if (digitsPercent >= knowsDigitsPercent)
    return { from: 'digits', count: Math.min(calibrationDigits, most) }
  // Below 20 nothing would be left to measure with.
  const heldOut = Math.min(mostHeldOut, most, Math.floor(testCount * heldOutShare))
  if (heldOut > 0) return { from: 'held-out', indices: pick(heldOut, testCount) }
  return { from: 'guess', count: guessedSamples }
}

/** `count` of the numbers below `of`, or all of them; ascending, always the same. */
export function pick(count: number, of: number): number[] {
  const random = seededRandom(seed)
  const picked = new Set<number>()
  const wanted = Math.min(count, of)
  // Floyd: each subset of this size is equally likely.
  for (let last = of - wanted; last < of; last++) {
    const candidate = Math.floor(random() * (last + 1))
    picked.add(picked.has(candidate) ? last : candidate)
  }
  return [...picked].sort((a, b) => a - b)
}
