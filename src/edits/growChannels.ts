// Makes layers wider without changing what the network computes: channels are doubled, and those
// who read them share the weights between the copies (Chen, Goodfellow, Shlens 2016, "Net2Net").

import { fail } from '../lib/diagnostics'
import type { Model, Node, NodeId, Tensor, WeightId } from '../model/model'
import { layerOf } from '../layers/index'
import type { Kept } from '../layers/layer'
import { cutWeights } from './cutWeights'
import type { Copies, Naming } from './cutWeights'
import { settle } from './settle'
import { hasWidth, traceChannels } from './traceChannels'

export const exactCopies: Copies = { seed: 0, noise: 0 }

/** A layer's own channels, each run of one class as often as the class is to be there. */
function repeatRuns(classes: Int32Array, times: ReadonlyMap<number, number>): Kept {
  const kept: number[] = []
  for (let from = 0; from < classes.length;) {
    let end = from
    while (end < classes.length && classes[end] === classes[from]) end++
    for (let copy = times.get(classes[from] ?? -1) ?? 1; copy > 0; copy--)
      for (let channel = from; channel < end; channel++) kept.push(channel)
    from = end
  }
  return kept.length === classes.length ? null : kept
}

/** Softmax sees how many channels there are. */
const countsChannels = ({ attrs }: Node) => attrs['activation'] === 'softmax'

/** `times` says how often each class of `traceChannels(model)` is to be there; 1 where it does not. */
export function growChannels(
  model: Model,
  times: ReadonlyMap<number, number>,
  refusal: string,
  naming: Naming = 'content',
  copies: Copies = exactCopies,
): Model {
  const trace = traceChannels(model)
  const kept = new Map<NodeId, Kept>()
  const weights: Record<WeightId, Tensor> = {}
  const changed: NodeId[] = []
  const nodes = model.nodes.map((node) => {
    const layer = layerOf(node.kind)
    const classes = trace.classes.get(node.id)
    const inputs = node.inputs.map((id) => kept.get(id) ?? null)
    if (!layer?.follow || !classes) return node
    const own = hasWidth(layer) ? repeatRuns(classes, times) : null
    if (own === null && inputs.every((one) => one === null)) return node
    if (layer.coupled && new Set(inputs.map((one) => one?.join())).size > 1)
      fail('edit/in-the-way', `${refusal}: ${node.name} adds its channels in another order.`, {
        where: { node: node.id },
      })
    const shapes = node.inputs.map((id) => trace.shapes.get(id) ?? [])
    const followed = layer.follow(node.attrs, shapes, inputs, own)
    kept.set(node.id, followed.output)
    if (followed.output && countsChannels(node)) changed.push(node.id)
    const cut = cutWeights(node, followed.cuts, model, naming, copies)
    for (const [, id, tensor] of cut) weights[id] = tensor
    const names = Object.fromEntries(cut.map(([role, id]) => [role, id]))
    return { ...node, attrs: followed.attrs ?? node.attrs, weights: names }
  })
  return settle(model, { nodes, weights, untrained: changed }, { refusal, initialize: false })
}
