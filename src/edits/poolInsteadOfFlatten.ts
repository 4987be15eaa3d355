// Global average pooling in the place of a Flatten: the dense layer behind needs one weight per
// channel instead of one per pixel. It starts with the sums over all pixels, which is exact where a
// channel has the same value everywhere (Lin, Chen, Yan 2014, "Network in network").

import { fail } from '../lib/diagnostics'
import type { Model, Node, NodeId, Shape, Tensor, WeightId } from '../model/model'
import { formatShape } from '../model/model'
import { weightId } from '../model/weightId'
import { layerOf } from '../layers/index'
import { modelShapes } from '../layers/modelShapes'
import { asKind, placeOf } from './changeNode'
import type { Edit } from './edit'
import { stringArg } from './edit'
import { settle } from './settle'
import { hasWidth } from './traceChannels'

/** Index (pixel · channels + channel) along the axis becomes the channel; Σ or mean over pixels. */
function foldPixels({ shape, data }: Tensor, axis: number, pixels: number, mean: boolean): Tensor {
  const size = shape[axis] ?? 1
  const channels = size / pixels
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const folded = shape.map((one, a) => (a === axis ? channels : one))
  const sums = new Float64Array(data.length / pixels)
  data.forEach((x, i) => {
    const [outer, index] = [Math.floor(i / (size * inner)), Math.floor(i / inner) % size]
    const to = (outer * channels + (index % channels)) * inner + (i % inner)
    sums[to] = (sums[to] ?? 0) + x
  })
  return { shape: folded, data: Float32Array.from(sums, (x) => (mean ? x / pixels : x)) }
}

/** The only axis along which `wanted` is `pixels` times smaller; −1 where there is none. */
function foldedAxis(shape: Shape, wanted: Shape | undefined, pixels: number): number {
  const differing = shape.flatMap((size, axis) => (size === wanted?.[axis] ? [] : [axis]))
  const [axis = -1, ...more] = differing
  return more.length === 0 && shape[axis] === (wanted?.[axis] ?? 0) * pixels ? axis : -1
}

interface Folded {
  readonly nodes: readonly Node[]
  readonly weights: Readonly<Record<WeightId, Tensor>>
  readonly untrained: readonly NodeId[]
}

/** Weights behind the pooling, brought from one per pixel to one per channel. */
function foldBehind(model: Model, nodes: readonly Node[], pixels: number): Folded {
  const shapes = modelShapes({ ...model, nodes })
  const weights: Record<WeightId, Tensor> = {}
  const untrained: NodeId[] = []
  const folded = nodes.map((node) => {
    const layer = layerOf(node.kind)
    const inputs = node.inputs.map((id) => shapes.get(id) ?? [])
    if (!layer || !shapes.has(node.id)) return node
    const wanted = layer.weightShapes?.(node.attrs, inputs) ?? {}
    let changed = false
    const names = Object.entries(node.weights).map(([role, id]) => {
      const old = model.weights[id]
      const axis = old ? foldedAxis(old.shape, wanted[role], pixels) : -1
      if (!old || axis < 0) return [role, id] as const
      changed = true
      const tensor = foldPixels(old, axis, pixels, !hasWidth(layer))
      const made = weightId(tensor)
      weights[made] = tensor
      return [role, made] as const
    })
    if (!changed) return node
    untrained.push(node.id)
    return { ...node, weights: Object.fromEntries(names) }
  })
  return { nodes: folded, weights, untrained }
}

/** `id`: a layer that makes a picture one vector. */
export function poolInsteadOfFlatten(model: Model, id: NodeId): Model {
  const { node, layer, inputs, output } = placeOf(model, id)
  const [picture = []] = inputs
  if (!layer.alias || picture.length !== 3 || output.length !== 1)
    fail(
      'edit/flatten',
      `${node.name} (${layer.label}) makes ${formatShape(picture)} ${formatShape(output)}; only a layer that makes a picture a vector can be replaced by global pooling.`,
      { where: { node: id } },
    )
  const pooling = { ...node, ...asKind(node, 'globalAveragePool2d'), attrs: { keepDims: false } }
  const nodes = model.nodes.map((one) => (one.id === id ? pooling : one))
  const [h = 1, w = 1] = picture
  // Over one pixel both are the same.
  const changed = h * w === 1 ? { nodes } : foldBehind(model, nodes, h * w)
  const refusal = `${node.name} can't become a global pooling`
  return settle(model, changed, { refusal, initialize: true })
}

export const poolInsteadOfFlattenEdit: Edit = {
  id: 'poolInsteadOfFlatten',
  label: 'Global pooling instead',
  apply: (model, args) => poolInsteadOfFlatten(model, stringArg(args, 'node')),
  sample: (model) => ({ node: model.nodes.find(({ kind }) => kind === 'flatten')?.id ?? '' }),
}
