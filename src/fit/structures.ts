// Other structures that cost less than narrower layers might: separable convolutions, pooling in the
// place of a Flatten.

import { editById } from '../edits/index'
import { UserError } from '../lib/diagnostics'
import { modelShapes } from '../layers/modelShapes'
import type { Model, Node, NodeId } from '../model/model'
import type { Base } from './widths'

type Edits = Base['edits']

/** Convolutions of several taps over several channels: of one channel there is nothing to gain. */
function separable({ nodes, weights }: Model): readonly Node[] {
  return nodes.filter((node) => {
    const [h = 1, w = 1, channels = 1] = weights[node.weights['kernel'] ?? '']?.shape ?? []
    return node.kind === 'conv2d' && h * w > 1 && channels > 1
  })
}

/** Layers that make a picture of several pixels a vector. */
function flattening(model: Model): readonly Node[] {
  const shapes = modelShapes(model)
  return model.nodes.filter(({ kind, inputs }) => {
    const [h = 1, w = 1] = shapes.get(inputs[0] ?? '') ?? []
    return kind === 'flatten' && h * w > 1
  })
}

const editsOf = (id: string, nodes: readonly { readonly id: NodeId }[]): Edits =>
  nodes.map((node) => ({ id, args: { node: node.id } }))

function applyEdits(model: Model, edits: Edits): Model | undefined {
  try {
    return edits.reduce((made, { id, args }) => editById(id)?.apply(made, args) ?? made, model)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** The most promising first; what can't be done to this model is left out. */
export function otherStructures(model: Model): readonly Base[] {
  const split = editsOf('separateConvolution', separable(model))
  const pooled = editsOf('poolInsteadOfFlatten', flattening(model))
  const all: readonly { label: string; edits: Edits }[] = [
    { label: 'separable convolutions', edits: split },
    { label: 'pooling instead of Flatten', edits: pooled },
    {
      label: 'separable convolutions and pooling',
      edits: split.length > 0 && pooled.length > 0 ? [...split, ...pooled] : [],
    },
  ]
  return all.flatMap(({ label, edits }) => {
    const made = edits.length > 0 ? applyEdits(model, edits) : undefined
    return made ? [{ label, edits, model: made }] : []
  })
}
