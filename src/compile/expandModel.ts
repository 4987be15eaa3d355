// The model as a graph of simple ops: only what the output needs, compound layers taken apart
// (a convolution with an activation becomes two), weights as thunks.

import { fail } from '../lib/diagnostics'
import { layerOf } from '../layers/index'
import type { Graph, LazyTensor, Op } from '../model/graph'
import type { Model, Node } from '../model/model'
import type { Shapes } from './inferShapes'

function lazyWeights(model: Model, node: Node): Record<string, LazyTensor> {
  const entries = Object.entries(node.weights).map(([role, id]) => {
    const tensor = model.weights[id]
    if (!tensor)
      throw new Error(`node ${node.id} names a weight ${id} that the model does not have`)
    return [role, { shape: tensor.shape, read: () => tensor.data }] as const
  })
  return Object.fromEntries(entries)
}

/** Call only when `shapes.problems` is empty. */
export function expandModel(model: Model, shapes: Shapes): Graph {
  const ops: Op[] = []
  const taken = new Set(model.nodes.map((node) => node.id))
  let input = ''
  for (const node of model.nodes) {
    const shape = shapes.of.get(node.id)
    const layer = layerOf(node.kind)
    if (!shapes.needed.has(node.id) || !shape || !layer) continue
    if (node.kind === 'input') input = node.id
    const op: Op = {
      id: node.id,
      kind: node.kind,
      attrs: node.attrs,
      inputs: node.inputs,
      shape,
      weights: lazyWeights(model, node),
      nodes: [node.id],
      owner: node.id,
      rangeOf: node.id,
    }
    const inputShapes = node.inputs.map((id) => shapes.of.get(id) ?? [])
    for (const part of layer.expand?.(op, inputShapes) ?? [op]) {
      if (part.id !== node.id && taken.has(part.id))
        fail('compile/name-clash', `Two layers would be called ${part.id}.`, {
          where: { node: node.name },
          hint: 'Rename one of them where the model was made.',
        })
      taken.add(part.id)
      ops.push(part)
    }
  }
  return { name: model.name, ops, input, output: model.output, preprocessing: model.preprocessing }
}
