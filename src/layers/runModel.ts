// The float oracle over whole models: slow, readable, for tests. Users see tfjs's results.

import type { Graph } from '../model/graph'
import type { Attrs, Model, NodeId, Role, Shape } from '../model/model'
import { layerOf } from './index'
import type { Value } from './layer'
import { modelShapes } from './modelShapes'
import { applyActivation } from './shared'

interface Runnable {
  readonly id: string
  readonly kind: string
  readonly attrs: Attrs
  readonly inputs: readonly string[]
  readonly shape: Shape
  readonly weights: Readonly<Record<Role, Float32Array>>
}

/** One layer with its own activation. */
export function runLayer(op: Runnable, inputs: readonly Value[]): Value {
  const layer = layerOf(op.kind)
  if (!layer) throw new Error(`${op.id}: no layer ${op.kind}`)
  const data = layer.run(op.attrs, inputs, op.weights, op.shape)
  const value = { shape: op.shape, data }
  if (op.kind === 'activation' || op.attrs['activation'] === undefined) return value
  return { shape: op.shape, data: applyActivation(op.attrs, value) }
}

function runAll(ops: Iterable<Runnable>, input: Float32Array): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const op of ops) {
    const inputs = op.inputs.flatMap((id) => values.get(id) ?? [])
    if (op.kind === 'input') values.set(op.id, { shape: op.shape, data: input })
    else if (inputs.length === op.inputs.length) values.set(op.id, runLayer(op, inputs))
  }
  return values
}

/** Results of every node that can be computed. `input` is what the input node holds. */
export function runFloat(model: Model, input: Float32Array): ReadonlyMap<NodeId, Value> {
  const shapes = modelShapes(model)
  const ops = model.nodes.flatMap((node) => {
    const shape = shapes.get(node.id)
    if (!shape) return []
    const weights = Object.entries(node.weights).map(([role, id]) => {
      const tensor = model.weights[id]
      if (!tensor) throw new Error(`${node.id}: no weight ${id}`)
      return [role, tensor.data] as const
    })
    return [{ ...node, shape, weights: Object.fromEntries(weights) }]
  })
  return runAll(ops, input)
}

/** The same for a graph, as long as no pooling was fused into a convolution. */
export function runFloatGraph(graph: Graph, input: Float32Array): ReadonlyMap<string, Value> {
  const ops = graph.ops.map((op) => {
    const weights = Object.entries(op.weights).map(([role, tensor]) => [role, tensor.read()])
    return { ...op, weights: Object.fromEntries(weights) as Record<Role, Float32Array> }
  })
  return runAll(ops, input)
}
