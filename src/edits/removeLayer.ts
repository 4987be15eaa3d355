// A layer goes, those behind it read what it read. A branch that then nobody reads goes too.

import { fail } from '../lib/diagnostics'
import type { Model, Node, NodeId } from '../model/model'
import { formatShape } from '../model/model'
import { modelShapes } from '../layers/modelShapes'
import { weightedBehind } from './changeNode'
import type { Edit } from './edit'
import { findNode, flagArg, intArg, stringArg } from './edit'
import { settle } from './settle'

export interface RemoveLayerOptions {
  /** Of a layer with several inputs: which of them takes its place. */
  readonly input?: number
  /** May layers behind whose weights don't fit get new ones? They are then marked untrained. */
  readonly initialize?: boolean
}

/** Without nodes that only the removed one needed. */
function withoutDeadEnds(
  nodes: readonly Node[],
  removed: Node,
  outputs: ReadonlySet<NodeId>,
): readonly Node[] {
  const suspects = new Set(removed.inputs)
  const read = new Map<NodeId, number>()
  for (const { inputs } of nodes) for (const id of inputs) read.set(id, (read.get(id) ?? 0) + 1)
  const kept: Node[] = []
  for (const node of nodes.toReversed()) {
    const dead = suspects.has(node.id) && !read.get(node.id) && !outputs.has(node.id)
    if (!dead) {
      kept.unshift(node)
      continue
    }
    for (const id of node.inputs) {
      suspects.add(id)
      read.set(id, (read.get(id) ?? 0) - 1)
    }
  }
  return kept
}

export function removeLayer(
  model: Model,
  id: NodeId,
  { input = 0, initialize = false }: RemoveLayerOptions = {},
): Model {
  const node = findNode(model, id)
  const where = { node: id }
  const refusal = `${node.name} can't be removed`
  const instead = node.inputs[input]
  if (instead === undefined)
    return fail('edit/remove', `${refusal}: ${noInput(node, input)}.`, { where })
  const swap = (one: NodeId) => (one === id ? instead : one)
  const rewired = model.nodes
    .filter((one) => one.id !== id)
    .map((one) => (one.inputs.includes(id) ? { ...one, inputs: one.inputs.map(swap) } : one))
  const [output, outputs] = [swap(model.output), [...new Set(model.outputs.map(swap))]]
  const nodes = withoutDeadEnds(rewired, node, new Set([...outputs, output]))
  const left = new Set(nodes.map((one) => one.id))
  const untrained = weightedBehind(model, id).filter((one) => left.has(one))
  const changed = { nodes, outputs, output, untrained }
  const settled = settle(model, changed, { refusal, initialize })
  const [before, after] = [model, settled].map((one) => modelShapes(one).get(one.output))
  if (before && before.join() !== after?.join())
    fail(
      'edit/output',
      `${refusal}: the network would give ${formatShape(after ?? [])} instead of ${formatShape(before)} results.`,
      { where, hint: 'To stop at an earlier layer, choose it as the output.' },
    )
  return settled
}

function noInput({ inputs, name }: Node, input: number): string {
  if (inputs.length === 0) return 'it is the input'
  return `${name} has the inputs 0 to ${inputs.length - 1}, not ${input}`
}

export const removeLayerEdit: Edit = {
  id: 'removeLayer',
  label: 'Removal',
  apply: (model, args) =>
    removeLayer(model, stringArg(args, 'node'), {
      input: intArg(args, 'input', 0),
      initialize: flagArg(args, 'initialize'),
    }),
  sample: (_model, hidden) => ({ node: hidden, initialize: true }),
}
