// Round ticks for the training's charts, and where the names of their lines stand.

export interface ChartPoint {
  readonly epoch: number
  readonly value: number
}

/** Where the values are drawn, in pixels. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** At the right end. */
  readonly epochs: number
  readonly domain: readonly [number, number]
  /** Height of a line of text. */
  readonly line: number
}

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
): { ticks: number[]; domain: [number, number]; digits: number } {
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
  const digits = Math.max(...ticks.map((tick) => (String(tick).split('.')[1] ?? '').length))
  return { ticks, domain: [from, to], digits }
}

export interface LabelPlace {
  readonly x: number
  readonly y: number
  readonly textAnchor: 'start' | 'end'
}

/**
 * Baselines of texts beside the last points of lines: right of all of them while there is room, above
 * or below, a line apart, and inside the plot.
 */
export function placeLabels(ends: readonly ChartPoint[], plot: Plot): readonly LabelPlace[] {
  const { left, right, top, bottom, epochs, domain, line } = plot
  const [from, to] = domain
  const order = ends.map((_, i) => i).sort((a, b) => ends[b]!.value - ends[a]!.value)
  const atRight = ends.some(({ epoch }) => epoch > 0.6 * epochs)
  const beside = ends.map(({ epoch }) => left + (epoch / epochs) * (right - left))
  const x = atRight ? Math.min(...beside) - line / 2 : Math.max(...beside) + line / 2
  const places: LabelPlace[] = []
  order.forEach((i, rank) => {
    const { value } = ends[i]!
    const y = bottom - ((value - from) / (to - from)) * (bottom - top)
    const wanted = rank === 0 ? y - line / 2 : y + 1.2 * line
    const after = rank === 0 ? 0 : places[order[rank - 1]!]!.y + line
    places[i] = {
      x,
      y: Math.max(wanted, after, top + 0.8 * line),
      textAnchor: atRight ? 'end' : 'start',
    }
  })
  // Whatever hangs below the plot goes up, and the ones above it make room.
  let lowest = bottom - line / 3
  for (const i of order.toReversed()) {
    const { y, ...rest } = places[i]!
    places[i] = { ...rest, y: Math.min(y, lowest) }
    lowest = places[i]!.y - line
  }
  return places
}
