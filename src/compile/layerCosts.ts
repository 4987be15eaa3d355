// What each layer of the model costs, as its card shows it: counts from the layer's own rules,
// bytes from the calls and constants that compute it.

import { callFlashBytes } from './budget'
import type { Board } from '../boards/board'
import { operationEnergy } from '../boards/energy'
import { layerOf } from '../layers/index'
import type { Model, Node, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Buffer, Call, Constant } from '../model/program'
import type { Shapes } from './inferShapes'
import type { Energy, LayerCost, Plan } from './plan'

interface Known {
  readonly model: Model
  readonly board: Board
  readonly shapes: Shapes
  readonly calls: readonly Call[]
  readonly constants: readonly Constant[]
  readonly buffers: readonly Buffer[]
}

/** How costs of the paper's energy model are counted; the page lets the user change it. */
export interface EnergyOptions {
  readonly bits: 8 | 32
  readonly weightsFromDram: boolean
}

export const defaultEnergy: EnergyOptions = { bits: 8, weightsFromDram: true }

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
    add(call.nodes[0], callFlashBytes(board, call))
    for (const id of Object.values(call.constants)) owner.set(id, call.nodes[0])
  }
  for (const constant of constants) add(owner.get(constant.id), constant.bytes)
  return bytes
}

/**
 * Energy of one layer or of a whole network by the paper's equations (2)–(4). `activations` and
 * `inputWords` in values, `workingSetBytes` chooses the row of the memory table.
 */
export function energyOf(
  counts: { macs: number; parameters: number; activations: number; inputWords: number },
  workingSetBytes: number,
  options: EnergyOptions,
): Energy {
  return operationEnergy({ ...counts, ...options, workingSetBytes })
}

/** Bytes that the network touches per inference: all parameters and all activations, at 8 bits. */
function workingSet(known: Known): number {
  const parameters = known.model.nodes
    .filter((node) => known.shapes.needed.has(node.id))
    .reduce((sum, node) => sum + parametersOf(known.model, node), 0)
  return parameters + Math.max(0, ...known.buffers.map((buffer) => buffer.bytes))
}

function costOf(known: Known, node: Node, flashBytes: number, workingSetBytes: number): LayerCost {
  const { model, shapes, calls, buffers } = known
  const layer = layerOf(node.kind)
  const shape = shapes.of.get(node.id)
  const inputs = node.inputs
    .map((id) => shapes.of.get(id))
    .filter((s): s is Shape => s !== undefined)
  const counted =
    layer && shape
      ? {
          connections: layer.connections(node.attrs, inputs, shape),
          macs: layer.macs(node.attrs, inputs, shape),
        }
      : { connections: 0, macs: 0 }
  const parameters = parametersOf(model, node)
  const activationBytes = shape ? shapeSize(shape) : 0
  const step = calls.findIndex((call) => call.nodes.includes(node.id))
  const stored = buffers.some((buffer) => buffer.nodes.at(-1) === node.id)
  const isInput = node.kind === 'input'
  return {
    node: node.id,
    shape,
    ...counted,
    parameters,
    activationBytes,
    stored: stored || calls.length === 0,
    flashBytes,
    energy: energyOf(
      {
        macs: counted.macs,
        parameters,
        activations: isInput ? 0 : activationBytes,
        inputWords: isInput ? activationBytes : 0,
      },
      workingSetBytes,
      defaultEnergy,
    ),
    step: step < 0 ? undefined : step,
  }
}

/** One cost per node that the output needs, in flow order. */
export function layerCosts(known: Known): readonly LayerCost[] {
  const flash = flashByNode(known)
  const bytes = workingSet(known)
  return known.model.nodes
    .filter((node) => known.shapes.needed.has(node.id))
    .map((node) => costOf(known, node, flash.get(node.id) ?? 0, bytes))
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
