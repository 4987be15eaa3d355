// What calibration samples say of every layer's channels. Whoever runs the model (`learning/`) shows
// every layer's values to the meter.

import type { Model, NodeId, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import { layerOf } from '../layers/index'
import { lastAxis } from '../layers/shared'
import { hasWidth, traceChannels } from './traceChannels'

export interface ChannelActivity {
  /** Mean |x| by channel. */
  readonly magnitude: readonly number[]
  /** Standard deviation by channel. */
  readonly deviation: readonly number[]
  /** Mean of x · y for each pair of channels, row by row; layers of very many channels have none. */
  readonly moments?: Float64Array
}

export type Activity = Readonly<Record<NodeId, ChannelActivity>>

export interface ActivityMeter {
  /** Values of one or more samples, channels last; what is no layer of the model is ignored. */
  readonly add: (node: NodeId, values: Float32Array) => void
  readonly activity: () => Activity
}

const mostMomentChannels = 1024
/** Of one sample; neighbors say the same. */
const momentPositions = 64

interface Sums {
  readonly channels: number
  /** Every so many positions is looked at for moments. */
  readonly step: number
  readonly absolute: Float64Array
  readonly plain: Float64Array
  readonly squares: Float64Array
  readonly products: Float64Array
  positions: number
  momentCount: number
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

/** No common divisor with the width, so that every column is seen. */
function stepThrough(shape: Shape): number {
  const positions = shapeSize(shape.slice(0, -1))
  let step = Math.ceil(positions / momentPositions)
  while (gcd(step, shape.at(-2) ?? 1) > 1) step++
  return step
}

function sumsFor(shape: Shape, paired: boolean): Sums {
  const channels = lastAxis(shape)
  const zeros = () => new Float64Array(channels)
  const moments = paired && channels <= mostMomentChannels
  const products = new Float64Array(moments ? channels * channels : 0)
  return {
    channels,
    step: stepThrough(shape),
    absolute: zeros(),
    plain: zeros(),
    squares: zeros(),
    products,
    positions: 0,
    momentCount: 0,
  }
}

function addProducts({ products, channels }: Sums, values: Float32Array, from: number): void {
  for (let a = 0; a < channels; a++) {
    const x = values[from + a] ?? 0
    if (x === 0) continue
    for (let b = 0; b < channels; b++)
      products[a * channels + b] = (products[a * channels + b] ?? 0) + x * (values[from + b] ?? 0)
  }
}

function addValues(sums: Sums, values: Float32Array): void {
  const { channels, step, absolute, plain, squares, products } = sums
  for (let from = 0; from < values.length; from += channels) {
    for (let c = 0; c < channels; c++) {
      const x = values[from + c] ?? 0
      absolute[c] = (absolute[c] ?? 0) + Math.abs(x)
      plain[c] = (plain[c] ?? 0) + x
      squares[c] = (squares[c] ?? 0) + x * x
    }
    if (products.length > 0 && sums.positions % step === 0) {
      addProducts(sums, values, from)
      sums.momentCount++
    }
    sums.positions++
  }
}

function activityFrom({
  absolute,
  plain,
  squares,
  products,
  positions,
  momentCount,
}: Sums): ChannelActivity {
  const mean = (sum: Float64Array) => Array.from(sum, (x) => x / (positions || 1))
  const means = mean(plain)
  const variances = mean(squares).map((square, c) => square - (means[c] ?? 0) ** 2)
  return {
    magnitude: mean(absolute),
    deviation: variances.map((variance) => Math.sqrt(Math.max(0, variance))),
    ...(products.length > 0 ? { moments: products.map((x) => x / (momentCount || 1)) } : {}),
  }
}

/**
 * Layers whose values a meter needs to see, with the products of channels that each costs it per
 * sample: those that a layer with a width reads, through a Flatten too.
 */
export function meteredNodes(model: Model): ReadonlyMap<NodeId, number> {
  const { shapes } = traceChannels(model)
  const byId = new Map(model.nodes.map((node) => [node.id, node]))
  const metered = new Map<NodeId, number>()
  const add = (id: NodeId): void => {
    const [node, shape] = [byId.get(id), shapes.get(id)]
    if (!node || !shape || metered.has(id)) return
    const alias = layerOf(node.kind)?.alias
    const channels = lastAxis(shape)
    const positions = Math.min(momentPositions, shapeSize(shape) / channels)
    metered.set(id, alias || channels > mostMomentChannels ? 0 : positions * channels ** 2)
    if (alias) node.inputs.forEach(add)
  }
  for (const node of model.nodes) {
    const layer = layerOf(node.kind)
    if (layer && hasWidth(layer)) node.inputs.forEach(add)
  }
  return metered
}

export function createActivityMeter(model: Model): ActivityMeter {
  const sums = new Map<NodeId, Sums>()
  const { shapes } = traceChannels(model)
  // Readers look through what only gives its input another shape.
  const aliases = new Set(
    model.nodes.filter(({ kind }) => layerOf(kind)?.alias).map(({ id }) => id),
  )
  return {
    add: (node, values) => {
      const shape = shapes.get(node)
      if (!shape) return
      const own = sums.get(node) ?? sumsFor(shape, !aliases.has(node))
      sums.set(node, own)
      if (values.length % shapeSize(shape) !== 0)
        throw new Error(`${node}: ${values.length} values are no whole number of samples`)
      addValues(own, values)
    },
    activity: () =>
      Object.fromEntries([...sums].map(([id, own]) => [id, activityFrom(own)] as const)),
  }
}
