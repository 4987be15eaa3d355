// The order in which channels can best be missed when readers make up for each (reconstructReaders):
// backward elimination, at each step the class whose removal costs the readers least, after the
// others were adapted to it. Channel by channel what Hassibi and Stork 1993 ("Optimal brain surgeon")
// do weight by weight.

import type { Model, Node, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import type { Activity } from './activity'
import { readingOf } from './readingOf'
import type { Reading } from './readingOf'
import { solveSymmetric } from './solveSymmetric'
import { hasWidth, traceChannels } from './traceChannels'

const ridge = 1e-3
/** Time grows with the third power. */
const mostChannels = 512

/** One layer that reads the channels, while they go. */
interface Reader {
  readonly channels: number
  readonly classes: Int32Array
  /** Σ over places and outputs of w · w for each pair of channels. */
  readonly weights: Float64Array
  /** Inverse of the moments of the channels still there. */
  readonly inverse: Float64Array
  /** Energy of all that it sums: costs are shares of it. */
  readonly energy: number
}

function weightProducts(model: Model, node: Node, { role, axis, channels }: Reading): Float64Array {
  const { shape, data } = model.weights[node.weights[role] ?? ''] ?? { shape: [], data: [] }
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const products = new Float64Array(channels * channels)
  for (let place = 0; place < data.length; place += channels * inner)
    for (let a = 0; a < channels; a++)
      for (let b = 0; b <= a; b++) {
        let sum = 0
        for (let i = 0; i < inner; i++)
          sum += (data[place + a * inner + i] ?? 0) * (data[place + b * inner + i] ?? 0)
        products[a * channels + b] = (products[a * channels + b] ?? 0) + sum
        if (a !== b) products[b * channels + a] = products[a * channels + b] ?? 0
      }
  return products
}

function readerOf(model: Model, node: Node, reading: Reading): Reader {
  const { channels, moments, classes } = reading
  let trace = 0
  for (let c = 0; c < channels; c++) trace += moments[c * channels + c] ?? 0
  const matrix = Float64Array.from(moments)
  const identity = new Float64Array(channels * channels)
  for (let c = 0; c < channels; c++) {
    matrix[c * channels + c] = (matrix[c * channels + c] ?? 0) + (ridge * trace) / channels || 1
    identity[c * channels + c] = 1
  }
  const weights = weightProducts(model, node, reading)
  const energy = weights.reduce((sum, w, i) => sum + w * (moments[i] ?? 0), 0)
  return {
    channels,
    classes,
    weights,
    inverse: solveSymmetric(matrix, channels, identity, channels),
    energy: energy > 0 ? energy : 1,
  }
}

function costOf({ channels, weights, inverse, energy }: Reader, c: number): number {
  const at = c * channels + c
  return (weights[at] ?? 0) / (inverse[at] ?? 1) / energy
}

/** The others take over the channel's part, as far as they can. */
function eliminate({ channels, weights, inverse }: Reader, c: number): void {
  const at = (m: Float64Array, i: number, j: number) => m[i * channels + j] ?? 0
  const own = at(inverse, c, c)
  if (own === 0) return
  const shares = Float64Array.from({ length: channels }, (_, i) => -at(inverse, i, c) / own)
  shares[c] = 0
  const row = weights.slice(c * channels, (c + 1) * channels)
  const column = inverse.slice(c * channels, (c + 1) * channels)
  for (let i = 0; i < channels; i++)
    for (let j = 0; j < channels; j++) {
      const [a, b] = [shares[i] ?? 0, shares[j] ?? 0]
      const more = a * (row[j] ?? 0) + b * (row[i] ?? 0) + a * b * (row[c] ?? 0)
      weights[i * channels + j] = at(weights, i, j) + more
      inverse[i * channels + j] = at(inverse, i, j) - ((column[i] ?? 0) * (column[j] ?? 0)) / own
    }
  for (let i = 0; i < channels; i++) {
    weights[i * channels + c] = weights[c * channels + i] = 0
    inverse[i * channels + c] = inverse[c * channels + i] = 0
  }
}

/** All layers that read one of the classes; undefined where one of them was not measured. */
function readersOf(
  model: Model,
  wanted: ReadonlySet<number>,
  activity: Activity,
): readonly Reader[] | undefined {
  const byId: ReadonlyMap<NodeId, Node> = new Map(model.nodes.map((node) => [node.id, node]))
  const { classes } = traceChannels(model)
  const readers: Reader[] = []
  for (const node of model.nodes) {
    const layer = layerOf(node.kind)
    if (!layer || !hasWidth(layer)) continue
    if (!node.inputs.some((id) => classes.get(id)?.some((one) => wanted.has(one)))) continue
    const reading = readingOf(model, byId, node, activity)
    if (!reading || reading.channels > mostChannels) return undefined
    readers.push(readerOf(model, node, reading))
  }
  return readers
}

/** The classes, the first to go first; undefined where not all that read them were measured. */
export function eliminateChannels(
  model: Model,
  classes: readonly number[],
  activity: Activity,
): readonly number[] | undefined {
  const readers = readersOf(model, new Set(classes), activity)
  if (!readers) return undefined
  const places = new Map(
    classes.map((one) => [
      one,
      readers.flatMap((reader) =>
        Array.from(reader.classes).flatMap((own, c) => (own === one ? [{ reader, c }] : [])),
      ),
    ]),
  )
  const order: number[] = []
  const left = new Set(classes)
  while (left.size > 0) {
    let [best, least] = [-1, Infinity]
    for (const one of left) {
      const cost = (places.get(one) ?? []).reduce(
        (sum, { reader, c }) => sum + costOf(reader, c),
        0,
      )
      if (cost < least || best < 0) [best, least] = [one, cost]
    }
    for (const { reader, c } of places.get(best) ?? []) eliminate(reader, c)
    left.delete(best)
    order.push(best)
  }
  return order
}
