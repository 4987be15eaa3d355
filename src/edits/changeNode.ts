// One layer with other attributes or of another kind, and what all others make of it.

import { fail } from '../lib/diagnostics'
import type { Attrs, Model, Node, NodeId, Shape, Tensor, WeightId } from '../model/model'
import { layerOf } from '../layers/index'
import type { AttrField, Layer } from '../layers/layer'
import { modelShapes } from '../layers/modelShapes'
import { findNode } from './edit'
import { settle } from './settle'

export interface Place {
  readonly node: Node
  readonly layer: Layer
  readonly inputs: readonly Shape[]
  readonly output: Shape
}

/** A layer that can run. */
export function placeOf(model: Model, id: NodeId): Place {
  const node = findNode(model, id)
  const layer = layerOf(node.kind)
  const shapes = modelShapes(model)
  const output = shapes.get(id)
  if (!layer || !output)
    return fail('edit/unsupported', `${node.name} can't be changed: it can't run here.`, {
      where: { node: id },
    })
  return { node, layer, inputs: node.inputs.map((one) => shapes.get(one) ?? []), output }
}

/** The layer's field of that type; refuses layers without it. */
export function fieldOf<T extends AttrField['type']>(
  { node, layer }: Place,
  name: string,
  type: T,
  word: string,
): AttrField & { readonly type: T } {
  const field = Object.hasOwn(layer.fields, name) ? layer.fields[name] : undefined
  if (field?.type === type) return field as AttrField & { readonly type: T }
  return fail('edit/no-such-field', `${node.name} (${layer.label}) has no ${word}.`, {
    where: { node: node.id },
  })
}

/** Attributes with changes; those that are undefined are gone. */
export function withAttrs(
  attrs: Attrs,
  changes: { readonly [name: string]: Attrs[string] | undefined },
): Attrs {
  const merged = Object.entries({ ...attrs, ...changes })
  return Object.fromEntries(
    merged.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
}

/** As a layer of another kind, under the same id and name. */
export function asKind(node: Node, kind: string): Pick<Node, 'kind' | 'origin'> {
  const label = layerOf(kind)?.label ?? kind
  return { kind, ...(node.origin ? { origin: { ...node.origin, className: label } } : {}) }
}

function hasWeights({ weights }: Node): boolean {
  return Object.keys(weights).length > 0
}

/** The next layers behind that have weights. */
export function weightedBehind({ nodes }: Model, id: NodeId): readonly NodeId[] {
  const passing = new Set([id])
  return nodes.flatMap((one) => {
    if (!one.inputs.some((input) => passing.has(input))) return []
    if (hasWeights(one)) return [one.id]
    passing.add(one.id)
    return []
  })
}

/** Whose weights no longer suit what a changed layer computes: its own, or those behind it. */
export function unsuited(model: Model, id: NodeId): readonly NodeId[] {
  return hasWeights(findNode(model, id)) ? [id] : weightedBehind(model, id)
}

/** Layers behind whose weights don't fit any more are initialized anew and marked. */
export function changeNode(
  model: Model,
  node: Node,
  refusal: string,
  more: {
    readonly weights?: Readonly<Record<WeightId, Tensor>>
    readonly untrained?: readonly NodeId[]
  } = {},
): Model {
  const nodes = model.nodes.map((one) => (one.id === node.id ? node : one))
  return settle(model, { nodes, ...more }, { refusal, initialize: true })
}
