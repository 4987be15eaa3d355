// What each layer of the model costs, as its card shows it: counts from the layer's own rules,
// bytes from the calls and constants that compute it.

import { callFlashBytes } from './budget'
import type { Board } from '../boards/board'
import type { Energy, NumberBits } from '../boards/energy'
import { operationEnergy } from '../boards/energy'
import { layerOf } from '../layers/index'
import type { Model, Node, NodeId, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Buffer, Call, Constant } from '../model/program'
import type { Shapes } from './inferShapes'
import type { LayerCost, Plan } from './plan'

export interface Known {
  readonly model: Model
  readonly board: Board
  readonly shapes: Shapes
  readonly calls: readonly Call[]
  readonly constants: readonly Constant[]
  readonly buffers: readonly Buffer[]
}

/** What is asked of every node, looked up once. */
interface Indexed extends Known {
  readonly ids: ReadonlySet<NodeId>
  /** First call that computes a node. */
  readonly steps: ReadonlyMap<NodeId, number>
  readonly owners: ReadonlySet<NodeId | undefined>
}

function indexNodes(known: Known): Indexed {
  const steps = new Map<NodeId, number>()
  known.calls.forEach(({ nodes }, step) => {
    for (const id of nodes) if (!steps.has(id)) steps.set(id, step)
  })
  return {
    ...known,
    ids: new Set(known.model.nodes.map(({ id }) => id)),
    steps,
    owners: new Set(known.calls.map(({ owner }) => owner)),
  }
}

function parametersOf(model: Model, node: Node): number {
  return Object.values(node.weights).reduce(
    (sum, id) => sum + shapeSize(model.weights[id]?.shape ?? [0]),
    0,
  )
}

/** Flash by the first layer that a call computes: a fused pooling has none of its own. */
function flashByNode({ board, calls, constants }: Known): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>()
  const add = (node: string | undefined, more: number) =>
    bytes.set(node ?? '', (bytes.get(node ?? '') ?? 0) + more)
  const owner = new Map<string, string | undefined>()
  for (const call of calls) {
    add(call.owner, callFlashBytes(board, call))
    for (const id of Object.values(call.constants)) owner.set(id, call.owner)
  }
  for (const constant of constants) add(owner.get(constant.id), constant.bytes)
  return bytes
}

/** Values that are written and read: a fused or aliased layer whose shape is its input's writes none. */
function activationsOf({ ids, shapes, calls, steps }: Indexed, node: Node): number {
  const layer = layerOf(node.kind)
  const shape = shapes.of.get(node.id)
  if (!shape || layer?.alias || node.kind === 'input') return 0
  const call = calls[steps.get(node.id) ?? -1]
  const before = call?.nodes[call.nodes.indexOf(node.id) - 1]
  const folded = before !== undefined && shapes.of.get(before)?.join() === shape.join()
  return folded && ids.has(before) ? 0 : shapeSize(shape)
}

/**
 * Operation energy per inference, layer by layer in the order of `layerCosts`, by the paper's
 * equations (2)–(4). The whole network's parameters and activations choose the memory row.
 */
export function layerEnergies(
  known: Known,
  options: { readonly bits: NumberBits; readonly weightsFromDram: boolean },
): readonly Energy[] {
  return energiesOf(indexNodes(known), options)
}

function energiesOf(
  known: Indexed,
  options: { readonly bits: NumberBits; readonly weightsFromDram: boolean },
): readonly Energy[] {
  const nodes = known.model.nodes.filter((node) => known.shapes.needed.has(node.id))
  const counts = nodes.map((node) => {
    const shape = known.shapes.of.get(node.id) ?? [0]
    return {
      macs: macsOf(known, node),
      parameters: parametersOf(known.model, node),
      activations: activationsOf(known, node),
      inputWords: node.kind === 'input' ? shapeSize(shape) : 0,
    }
  })
  const values = counts.reduce((sum, c) => sum + c.parameters + c.activations, 0)
  const workingSetBytes = (values * options.bits) / 8
  return counts.map((count) => operationEnergy({ ...count, ...options, workingSetBytes }))
}

/** A batch norm that was folded into its neighbor multiplies nothing on the board. */
function macsOf({ shapes, steps, owners }: Indexed, node: Node): number {
  const shape = shapes.of.get(node.id)
  const layer = layerOf(node.kind)
  const folded = steps.has(node.id) && !owners.has(node.id)
  return layer && shape && !folded ? layer.macs(node.attrs, inputShapes(shapes, node), shape) : 0
}

function inputShapes(shapes: Shapes, node: Node): readonly Shape[] {
  return node.inputs.map((id) => shapes.of.get(id)).filter((s): s is Shape => s !== undefined)
}

function costOf(
  known: Indexed,
  node: Node,
  bytes: { readonly flash: number; readonly stored: boolean },
  energy: Energy,
): LayerCost {
  const { model, shapes, calls } = known
  const layer = layerOf(node.kind)
  const shape = shapes.of.get(node.id)
  return {
    node: node.id,
    shape,
    connections:
      layer && shape ? layer.connections(node.attrs, inputShapes(shapes, node), shape) : 0,
    macs: macsOf(known, node),
    parameters: parametersOf(model, node),
    activationBytes: shape ? shapeSize(shape) : 0,
    stored: bytes.stored || calls.length === 0,
    flashBytes: bytes.flash,
    energy,
    step: known.steps.get(node.id),
  }
}

/** One cost per node that the output needs, in flow order. Energy: int8, weights from DRAM. */
export function layerCosts(known: Known): readonly LayerCost[] {
  const flash = flashByNode(known)
  const indexed = indexNodes(known)
  const energies = energiesOf(indexed, { bits: 8, weightsFromDram: true })
  const stored = new Set(known.buffers.map((buffer) => buffer.nodes.at(-1)))
  return known.model.nodes
    .filter((node) => known.shapes.needed.has(node.id))
    .map((node, index) => {
      const energy = energies[index]
      if (!energy) throw new Error(`no energy for ${node.id}`)
      const bytes = { flash: flash.get(node.id) ?? 0, stored: stored.has(node.id) }
      return costOf(indexed, node, bytes, energy)
    })
}

export function sumCosts(costs: readonly LayerCost[]): Plan['total'] {
  const sum = (of: (cost: LayerCost) => number) =>
    costs.reduce((total, cost) => total + of(cost), 0)
  return {
    connections: sum((c) => c.connections),
    parameters: sum((c) => c.parameters),
    macs: sum((c) => c.macs),
    activationBytes: sum((c) => c.activationBytes),
    flashBytes: sum((c) => c.flashBytes),
    energy: {
      macJoules: sum((c) => c.energy.macJoules),
      sramJoules: sum((c) => c.energy.sramJoules),
      dramJoules: sum((c) => c.energy.dramJoules),
      totalJoules: sum((c) => c.energy.totalJoules),
    },
  }
}
