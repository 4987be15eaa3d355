// A model as a list of Keras layers with names, connections and weights: what all formats write.

import { fail } from '../../lib/diagnostics'
import { modelShapes } from '../../layers/modelShapes'
import type { Json, Model, Node, NodeId, Shape, Tensor } from '../../model/model'
import { kerasWords, Unwritable } from './kerasWords'
import { orderLayers } from './orderLayers'
import type { Dialect, KerasPart, NodeContent, Words } from './kerasWords'

export interface KerasWeight extends Tensor {
  /** `kernel` */
  readonly name: string
}

export interface KerasLayer {
  readonly name: string
  readonly className: string
  readonly config: { readonly [key: string]: Json }
  /** Names of the layers that it reads; none for an input. */
  readonly inputs: readonly string[]
  /** Of the result, without the batch. */
  readonly shape: Shape
  readonly weights: readonly KerasWeight[]
}

export interface KerasNet {
  readonly name: string
  readonly layers: readonly KerasLayer[]
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** Throws UserError `export/unknown-layer` where a layer has no word in Keras. */
export function toKerasLayers(model: Model, dialect: Dialect): KerasNet {
  const shapes = modelShapes(model)
  const wanted = reachable(model)
  const names = new Set<string>()
  const nameOf = new Map<NodeId, string>()
  const layers: KerasLayer[] = []
  for (const node of model.nodes) {
    if (!wanted.has(node.id)) continue
    const shape = shapes.get(node.id)
    if (!shape) return failUnknown(node)
    const inputs = node.inputs.map((id) => nameOf.get(id) ?? id)
    const made =
      node.kind === 'input'
        ? [inputLayer(uniqueName(node.name, names), shape, dialect)]
        : nodeLayers(node, model, shapes, inputs, names, dialect)
    layers.push(...made)
    nameOf.set(node.id, made.at(-1)?.name ?? node.id)
  }
  const outputs = orderOutputs(model).map((id) => nameOf.get(id) ?? id)
  return {
    name: uniqueName(model.name, new Set()),
    layers: orderLayers(layers, outputs),
    inputs: layers.filter(({ className }) => className === 'InputLayer').map(({ name }) => name),
    outputs,
  }
}

/** The one that runs stands last, where the importer looks for it. */
function orderOutputs({ outputs, output }: Model): readonly NodeId[] {
  return [...outputs.filter((id) => id !== output), output]
}

function reachable(model: Model): ReadonlySet<NodeId> {
  const wanted = new Set<NodeId>(orderOutputs(model))
  for (const node of model.nodes.toReversed())
    if (wanted.has(node.id)) for (const id of node.inputs) wanted.add(id)
  return wanted
}

function inputLayer(name: string, shape: Shape, dialect: Dialect): KerasLayer {
  const batched = [null, ...shape]
  const word = dialect === 'keras3' ? 'batch_shape' : 'batch_input_shape'
  const config = { [word]: batched, dtype: 'float32', sparse: false }
  return { name, className: 'InputLayer', config, inputs: [], shape, weights: [] }
}

function nodeLayers(
  node: Node,
  model: Model,
  shapes: ReadonlyMap<NodeId, Shape>,
  inputs: readonly string[],
  names: Set<string>,
  dialect: Dialect,
): KerasLayer[] {
  const words = Object.hasOwn(kerasWords, node.kind) ? kerasWords[node.kind] : undefined
  if (!words) return failUnknown(node)
  const shape = shapes.get(node.id) ?? []
  const before = shapes.get(node.inputs[0] ?? '') ?? []
  const roles = new Set(Object.keys(node.weights))
  const parts = partsOf(node, words, { attrs: node.attrs, roles, shape, dialect })
  // The part with weights keeps the name, or the first one where none has.
  const main = Math.max(
    0,
    parts.findIndex(({ weights }) => weights.length > 0),
  )
  const layers: KerasLayer[] = []
  for (const [i, part] of parts.entries()) {
    const { className, config, weights } = part
    const wanted = i === main ? node.name : `${node.name}_${className.toLowerCase()}`
    layers.push({
      name: uniqueName(wanted, names),
      className,
      config,
      inputs: i === 0 ? inputs : [layers[i - 1]!.name],
      shape: i === parts.length - 1 ? shape : shapeWithin(part, before, shape),
      weights: weights.map(([name, role]) => ({ name, ...weightOf(node, model, role, shape) })),
    })
  }
  return layers
}

function partsOf(node: Node, words: Words, content: NodeContent): readonly KerasPart[] {
  try {
    return words(content)
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error
    return fail('export/unwritable-layer', `Layer ${node.name.slice(0, 80)} ${error.message}.`, {
      where: { node: node.id },
      hint: 'Write a Keras file instead.',
    })
  }
}

/** Of a part that stands before another one of the same node. */
function shapeWithin({ className, config }: KerasPart, input: Shape, output: Shape): Shape {
  if (className.startsWith('Global')) return output.slice(-1)
  if (className !== 'ZeroPadding2D') return output
  const [h = 0, w = 0, channels = 0] = input
  const [[top, bottom], [left, right]] = config['padding'] as [[number, number], [number, number]]
  return [h + top + bottom, w + left + right, channels]
}

function weightOf(node: Node, model: Model, role: string, shape: Shape): Tensor {
  const id = node.weights[role]
  const tensor = id === undefined ? undefined : model.weights[id]
  if (tensor) return tensor
  const channels = shape.at(-1) ?? 1
  const fill = (value: Json | undefined): Tensor => ({
    shape: [channels],
    data: Float32Array.from({ length: channels }, (_, c) =>
      Number(Array.isArray(value) ? value[c] : value),
    ),
  })
  // A rescaling per channel that is written as a batch normalization.
  if (role === 'gamma') return fill(node.attrs['scale'])
  if (role === 'beta') return fill(node.attrs['offset'])
  return fill(role === 'variance' ? 1 : 0)
}

/** Letters, digits and `_`: what TensorFlow, Keras 3 and HDF5 all take as a name. */
function uniqueName(wanted: string, taken: Set<string>): string {
  const plain =
    wanted
      .replace(/[^A-Za-z0-9_]+/g, '_')
      .replace(/^_+/, '')
      .slice(0, 100) || 'layer'
  let name = plain
  for (let i = 2; taken.has(name); i++) name = `${plain}_${i}`
  taken.add(name)
  return name
}

function failUnknown(node: Node): never {
  const className = node.attrs['className'] ?? node.origin?.className ?? node.kind
  return fail(
    'export/unknown-layer',
    `Layer ${node.name.slice(0, 80)} (${String(className).slice(0, 80)}) is not understood, or stands behind one that is not, so the model can’t be written.`,
    { where: { node: node.id }, hint: 'Remove the layer, or choose an output before it.' },
  )
}
