// Result shapes of a sound model, by node. Nodes of unknown kind and all behind them are left out;
// what is wrong with them is told by `compile/inferShapes.ts`.

import type { Model, NodeId, Shape } from '../model/model'
import { layerOf } from './index'

export function modelShapes(model: Model): ReadonlyMap<NodeId, Shape> {
  const shapes = new Map<NodeId, Shape>()
  for (const { id, kind, attrs, inputs } of model.nodes) {
    const layer = layerOf(kind)
    const known = inputs.flatMap((input) => {
      const shape = shapes.get(input)
      return shape ? [shape] : []
    })
    if (!layer || known.length !== inputs.length || layer.problem?.(attrs, known)) continue
    shapes.set(id, layer.outputShape(attrs, known))
  }
  return shapes
}
