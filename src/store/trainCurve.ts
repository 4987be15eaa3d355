// Losses and accuracies of thousands of steps as a few points for a chart: means over equally many
// steps, the last one while it fills.

import type { StepRecord } from '../learning/trainOptions'

export interface CurvePoint {
  /** Position in epochs, 2.5 is in the middle of the third. */
  readonly epoch: number
  readonly loss: number
  readonly accuracyPercent?: number
}

const mostPoints = 160

export interface Curve {
  readonly add: (step: StepRecord) => void
  readonly points: () => readonly CurvePoint[]
}

/** Goes on behind `before`, which ends at `fromEpoch`. */
export function createCurve(before: readonly CurvePoint[] = [], fromEpoch = 0): Curve {
  const done: CurvePoint[] = [...before]
  let open: StepRecord[] = []
  const mean = (): CurvePoint => {
    const { step = 0, steps = 1, epochs = 1 } = open.at(-1) ?? {}
    const average = (of: (step: StepRecord) => number) =>
      open.reduce((sum, one) => sum + of(one), 0) / open.length
    const accuracyPercent = average((one) => one.accuracyPercent ?? NaN)
    return {
      epoch: fromEpoch + (step * epochs) / steps,
      loss: average((one) => one.loss),
      ...(Number.isFinite(accuracyPercent) ? { accuracyPercent } : {}),
    }
  }
  return {
    add: (step) => {
      open.push(step)
      if (open.length < Math.ceil(step.steps / mostPoints)) return
      done.push(mean())
      open = []
    },
    points: () => (open.length > 0 ? [...done, mean()] : [...done]),
  }
}
