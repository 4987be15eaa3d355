// Round ticks for the training's charts.

import type { ChartPoint } from './TrainChart'

const steps = [1, 2, 2.5, 5, 10]
const mostTicks = 6

/** The smallest round step of which `range` has at most so many. */
function roundStep(range: number, most: number): number {
  const power = 10 ** Math.floor(Math.log10(range / most))
  return (steps.find((step) => step * power * most >= range * 0.999) ?? 10) * power
}

/** Whole epochs, at most eleven of them. */
export function epochTicks(epochs: number): readonly number[] {
  const step = Math.max(1, roundStep(epochs, 10))
  const whole = Number.isInteger(step) ? step : Math.ceil(step)
  return Array.from({ length: Math.floor(epochs / whole) + 1 }, (_, i) => i * whole)
}

/** From a round number below all values to one above, or to `largest`, which none exceeds. */
export function valueScale(
  points: readonly ChartPoint[],
  largest?: number,
): { ticks: number[]; domain: [number, number] } {
  const values = points.map(({ value }) => value).filter(Number.isFinite)
  const highest = largest ?? values.reduce((a, b) => Math.max(a, b), 0)
  const lowest = largest === undefined ? 0 : values.reduce((a, b) => Math.min(a, b), largest)
  const range = highest - lowest > 0 ? highest - lowest : largest === undefined ? 1 : largest / 10
  const step = roundStep(range, mostTicks - 1)
  const from = Math.max(0, Math.floor((highest - range) / step + 1e-9) * step)
  const to = largest ?? Math.max(step, Math.ceil(highest / step - 1e-9) * step)
  const count = Math.round((to - from) / step)
  const ticks = Array.from({ length: count + 1 }, (_, i) =>
    Number((from + i * step).toPrecision(6)),
  )
  return { ticks, domain: [from, to] }
}
