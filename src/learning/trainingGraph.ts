// A model taken apart for training: every layer's weights as arrays of their own that training writes
// into, the expanded graph that reads them up to the values before the last activation, and the way
// back to a model.

import { expandModel } from '../compile/expandModel'
import { inferShapes } from '../compile/inferShapes'
import { fail, UserError } from '../lib/diagnostics'
import { layerOf } from '../layers/index'
import { opTable } from '../model/graph'
import type { Graph, Op, OpId } from '../model/graph'
import type { Model, NodeId, Role, Shape } from '../model/model'
import { weightId } from '../model/weightId'
import { layerGradients } from './layerGradients'
import type { OutputKind } from './losses'

/** One weight of one layer. */
export interface Master {
  readonly node: NodeId
  readonly role: Role
  readonly shape: Shape
  /** Written in place. */
  readonly data: Float32Array
}

export interface TrainingGraph {
  readonly model: Model
  readonly masters: readonly Master[]
  /** The whole model, reading the masters. */
  readonly expanded: Graph
  /** What is computed: from the input to the values before the last softmax or sigmoid. */
  readonly ops: readonly Op[]
  /** Masters by op and role; weights that follow from attributes have none. */
  readonly masterOf: (op: Op, role: Role) => Master | undefined
  readonly lastActivation: OutputKind
  readonly inputShape: Shape
  readonly outputs: number
}

const statistics = new Set<Role>(['mean', 'variance'])

/** Throws UserError where the model can't be computed or has a layer without a gradient. */
export function createTrainingGraph(model: Model): TrainingGraph {
  const shapes = inferShapes(model)
  if (shapes.problems.length > 0) throw new UserError(shapes.problems)
  const masters = model.nodes.flatMap((node) =>
    Object.entries(node.weights).map(([role, id]): Master => {
      const tensor = model.weights[id]
      if (!tensor) throw new Error(`${node.id} names a weight ${id} that the model does not have`)
      return { node: node.id, role, shape: tensor.shape, data: tensor.data.slice() }
    }),
  )
  const own = withMasters(model, masters)
  const expanded = expandModel(own, shapes)
  const byData = new Map(masters.map((master) => [master.data, master]))
  const { ops, lastActivation } = cutLastActivation(expanded)
  for (const op of ops.slice(1))
    if (!layerGradients[op.kind])
      fail('train/unsupported', `Layer ${op.owner} (${op.kind}) can't be trained.`, {
        where: { node: op.owner },
        hint: 'Choose an output before it, or remove it.',
      })
  return {
    model,
    masters,
    expanded,
    ops,
    masterOf: (op, role) => {
      const tensor = op.weights[role]
      return tensor && byData.get(tensor.read())
    },
    lastActivation,
    inputShape: ops[0]?.shape ?? [],
    outputs: (ops.at(-1)?.shape ?? []).reduce((product, size) => product * size, 1),
  }
}

/** Every weight under a name of its own, so that equal ones train apart. */
function withMasters(model: Model, masters: readonly Master[]): Model {
  const name = ({ node, role }: Master) => JSON.stringify([node, role])
  return {
    ...model,
    nodes: model.nodes.map((node) => ({
      ...node,
      weights: Object.fromEntries(
        Object.keys(node.weights).map((role) => [role, JSON.stringify([node.id, role])]),
      ),
    })),
    weights: Object.fromEntries(
      masters.map((master) => [name(master), { shape: master.shape, data: master.data }]),
    ),
  }
}

/** The input first, then what the last values need, in order. */
function cutLastActivation(graph: Graph): { ops: readonly Op[]; lastActivation: OutputKind } {
  const table = opTable(graph)
  let last = table.get(graph.output)
  while (last && layerOf(last.kind)?.alias) last = table.get(last.inputs[0] ?? '')
  const name = last?.kind === 'activation' ? last.attrs['activation'] : undefined
  const kind = name === 'softmax' || name === 'sigmoid' ? name : 'values'
  const end = kind === 'values' ? graph.output : (last?.inputs[0] ?? '')
  const needed = new Set<OpId>([end])
  for (const op of graph.ops.toReversed())
    if (needed.has(op.id)) for (const id of op.inputs) needed.add(id)
  const ops = graph.ops.filter((op) => needed.has(op.id) && op.id !== graph.input)
  const input = table.get(graph.input)
  if (!input || ops.length === 0)
    return fail('train/nothing', `${graph.name} has no layer between its input and its output.`)
  // The last one must stand last; whatever it does not need is gone.
  const rest = ops.filter((op) => op.id !== end)
  return { ops: [input, ...rest, table.get(end) as Op], lastActivation: kind }
}

/** Whether training changes this weight; a batch norm's statistics are measured, not trained. */
export function isTrainable({ node, role }: Master, frozen: readonly NodeId[] = []): boolean {
  return !statistics.has(role) && !frozen.includes(node)
}

/** The model with these arrays as weights (copied), in the order of the masters. */
export function toModel({ model, masters }: TrainingGraph, values: readonly Float32Array[]): Model {
  const weights: Record<string, Model['weights'][string]> = {}
  const ids = new Map<NodeId, Record<Role, string>>()
  masters.forEach(({ node, role, shape }, i) => {
    const tensor = { shape, data: Float32Array.from(values[i] ?? []) }
    const id = weightId(tensor)
    weights[id] = tensor
    ids.set(node, { ...ids.get(node), [role]: id })
  })
  const { untrained: _, ...trained } = model
  return {
    ...trained,
    nodes: model.nodes.map((node) => ({ ...node, weights: ids.get(node.id) ?? {} })),
    weights,
  }
}
