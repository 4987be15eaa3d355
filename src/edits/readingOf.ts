// What a layer reads, channel by channel, and what calibration samples say of it.

import type { Model, Node, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import { lastAxis } from '../layers/shared'
import type { Activity } from './activity'
import { hasWidth, traceChannels } from './traceChannels'

/** Where the values that a node reads get their channels: behind a Flatten, the picture before it. */
function sourceOf(model: ReadonlyMap<NodeId, Node>, id: NodeId): NodeId {
  const node = model.get(id)
  const [before] = node?.inputs ?? []
  return node && before !== undefined && layerOf(node.kind)?.alias ? sourceOf(model, before) : id
}

export interface Reading {
  /** Of the weight that is summed over along `axis`; its index is place · channels + channel. */
  readonly role: string
  readonly axis: number
  readonly channels: number
  /** Mean of x · y for each pair of channels. */
  readonly moments: Float64Array
  /** Of the channels, as `traceChannels` has them. */
  readonly classes: Int32Array
}

/** What a layer with one input sums over, if its channels can be told apart and were measured. */
export function readingOf(
  model: Model,
  byId: ReadonlyMap<NodeId, Node>,
  node: Node,
  activity: Activity,
): Reading | undefined {
  const { classes, shapes } = traceChannels(model)
  const layer = layerOf(node.kind)
  const read = classes.get(node.inputs[0] ?? '')
  if (!layer?.follow || !hasWidth(layer) || !read || node.inputs.length !== 1) return undefined
  const inputs = [shapes.get(node.inputs[0] ?? '') ?? []]
  const all = Array.from({ length: lastAxis(inputs[0] ?? []) }, (_, c) => c)
  const [cut, ...more] = layer.follow(node.attrs, inputs, [all], null).cuts
  const source = sourceOf(byId, node.inputs[0] ?? '')
  const own = classes.get(source)
  const moments = Object.hasOwn(activity, source) ? activity[source]?.moments : undefined
  // A separable convolution sums over other values than it reads.
  if (!cut?.sums || more.length > 0 || !own || !moments) return undefined
  if (moments.length !== own.length ** 2) return undefined
  if (!read.every((one, i) => one === own[i % own.length])) return undefined
  return { role: cut.role, axis: cut.axis, channels: own.length, moments, classes: own }
}
