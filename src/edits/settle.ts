// A changed list of nodes becomes a model again: every layer that could run still can, every weight
// has the shape that its layer wants; weights that don't fit any more are initialized anew and their
// layer is marked, or the edit is refused naming the layer that stands in the way.

import { fail } from '../lib/diagnostics'
import type { Model, Node, NodeId, Role, Shape, Tensor, WeightId } from '../model/model'
import { formatShape, shapeSize } from '../model/model'
import { weightId } from '../model/weightId'
import { attrsProblem } from '../layers/attrsProblem'
import { layerOf } from '../layers/index'
import type { Layer } from '../layers/layer'
import { modelShapes } from '../layers/modelShapes'
import { lastAxis } from '../layers/shared'
import { initialWeight } from './initialWeights'

export interface Changed {
  readonly nodes: readonly Node[]
  /** New weights. */
  readonly weights?: Readonly<Record<WeightId, Tensor>>
  readonly outputs?: readonly NodeId[]
  readonly output?: NodeId
  /** Layers whose weights are now only near to what they should be. */
  readonly untrained?: readonly NodeId[]
}

export interface SettleOptions {
  /** What the user wants, for messages: "conv2d_3 can't be removed". */
  readonly refusal: string
  /** May weights that don't fit be initialized anew? */
  readonly initialize: boolean
  readonly seed?: number
}

/** Far above what any board holds; below what a page can. */
const mostParameters = 2 ** 26
const largestTensor = 2 ** 28

function nodeProblem(layer: Layer, { attrs }: Node, inputs: readonly Shape[]): string | undefined {
  const [fewest, most] = layer.arity
  if (inputs.length < fewest || inputs.length > most)
    return `has ${inputs.length} inputs, expected ${fewest === most ? fewest : `${fewest} or more`}`
  const problem = attrsProblem(layer, attrs) ?? layer.problem?.(attrs, inputs)
  if (problem) return problem
  const shape = layer.outputShape(attrs, inputs)
  if (shape.some((size) => !Number.isInteger(size) || size < 1) || shapeSize(shape) > largestTensor)
    return `would have the shape ${formatShape(shape)}`
  const wanted = Object.values(layer.weightShapes?.(attrs, inputs) ?? {})
  return wanted.some((one) => shapeSize(one) > mostParameters)
    ? `would have more than ${mostParameters.toLocaleString('en-US')} weights`
    : undefined
}

/** Weights that the layer lacks or has in another shape. */
function misfits(
  layer: Layer,
  node: Node,
  wanted: Readonly<Record<Role, Shape>>,
  weights: Readonly<Record<WeightId, Tensor>>,
): readonly Role[] {
  return Object.keys(wanted).filter((role) => {
    const id = node.weights[role]
    if (id === undefined) return !layer.optionalWeights?.includes(role)
    return weights[id]?.shape.join() !== wanted[role]?.join()
  })
}

function refuse({ id, name }: Node, problem: string, { refusal }: SettleOptions): never {
  return fail('edit/in-the-way', `${refusal}: ${name} then ${problem}.`, {
    where: { node: id },
    hint: `Change or remove ${name} first, or choose another size.`,
  })
}

interface Settled {
  readonly shape: Shape
  readonly weights: Node['weights']
}

/** One layer behind inputs of these shapes. New weights are added to `all`. */
function settleNode(
  layer: Layer,
  node: Node,
  inputs: readonly Shape[],
  all: Record<WeightId, Tensor>,
  options: SettleOptions,
): Settled {
  const problem = nodeProblem(layer, node, inputs)
  if (problem) return refuse(node, problem, options)
  const shape = layer.outputShape(node.attrs, inputs)
  const wanted = layer.weightShapes?.(node.attrs, inputs) ?? {}
  const [role] = misfits(layer, node, wanted, all)
  if (role === undefined) return { shape, weights: node.weights }
  if (options.initialize)
    return { shape, weights: initialize(node, wanted, lastAxis(shape), all, options.seed ?? 0) }
  const is = formatShape(all[node.weights[role] ?? '']?.shape ?? [])
  const should = formatShape(wanted[role] ?? [])
  return refuse(node, `needs new weights (${role} of ${should} instead of ${is})`, options)
}

/** Throws a UserError where the nodes can't be a model. */
export function settle(before: Model, changed: Changed, options: SettleOptions): Model {
  const all: Record<WeightId, Tensor> = { ...before.weights, ...changed.weights }
  const ran = modelShapes(before)
  const old = new Set(before.nodes.map(({ id }) => id))
  const shapes = new Map<NodeId, Shape>()
  const marked = new Set([...(before.untrained ?? []), ...(changed.untrained ?? [])])
  const nodes = changed.nodes.map((node) => {
    const layer = layerOf(node.kind)
    // What could not run before need not run now.
    if (!layer || (old.has(node.id) && !ran.has(node.id))) return node
    const inputs = node.inputs.map(
      (id) => shapes.get(id) ?? refuse(node, 'stands behind a layer that can’t run', options),
    )
    const { shape, weights } = settleNode(layer, node, inputs, all, options)
    shapes.set(node.id, shape)
    if (weights === node.weights) return node
    marked.add(node.id)
    return { ...node, weights }
  })
  const used = nodes.flatMap(({ weights }) =>
    Object.values(weights).flatMap((id) => (all[id] ? [[id, all[id]] as const] : [])),
  )
  const untrained = nodes.flatMap(({ id }) => (marked.has(id) ? [id] : []))
  return {
    ...withoutMarks(before),
    nodes,
    weights: Object.fromEntries(used),
    outputs: changed.outputs ?? before.outputs,
    output: changed.output ?? before.output,
    ...(untrained.length > 0 ? { untrained } : {}),
  }
}

/** All weights that the layer has, and those that it can't be without. Adds them to `all`. */
function initialize(
  node: Node,
  wanted: Readonly<Record<Role, Shape>>,
  outputs: number,
  all: Record<WeightId, Tensor>,
  seed: number,
): Readonly<Record<Role, WeightId>> {
  const optional = layerOf(node.kind)?.optionalWeights ?? []
  const entries = Object.entries(wanted).flatMap(([role, shape]) => {
    if (node.weights[role] === undefined && optional.includes(role)) return []
    const tensor = initialWeight(node, role, shape, outputs, seed)
    const id = weightId(tensor)
    all[id] = tensor
    return [[role, id] as const]
  })
  return Object.fromEntries(entries)
}

/** The model once its weights were trained. */
export function withoutMarks(model: Model): Model {
  const { untrained, ...rest } = model
  return untrained ? rest : model
}
