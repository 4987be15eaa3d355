// Small weights become zero: below a threshold, down to a target sparsity, or level by level with a
// threshold in units of the layer's own spread (MoTransFrame § 3.3; the unit is that of Han et al.
// 2015, "Learning both weights and connections"). Biases and batch norms stay.

import { fail } from '../lib/diagnostics'
import type { Model, Node, NodeId, Tensor, WeightId } from '../model/model'
import { weightId } from '../model/weightId'
import type { Edit, EditArgs } from './edit'
import { findNode, intArg, numberArg, stringListArg } from './edit'

/** Thresholds by level, in standard deviations of a layer's weights. Level 0 prunes nothing. */
export const pruningLevels: readonly number[] = [
  0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2,
]

export type Pruning = (
  | { readonly threshold: number }
  /** A threshold in standard deviations: of each layer's weights, globally of all of them. */
  | { readonly deviations: number }
  /** Share of weights that are zero afterwards, from 0 to below 1. */
  | { readonly sparsity: number }
  | { readonly level: number }
) & {
  /** These layers only; without it all that have weights to prune. */
  readonly nodes?: readonly NodeId[]
  /** Do all layers compete, by one threshold? Otherwise each has its own. */
  readonly global?: boolean
}

interface Prunable {
  readonly node: Node
  readonly id: WeightId
  readonly tensor: Tensor
}

function prunable(model: Model, nodes: readonly NodeId[] | undefined): readonly Prunable[] {
  const chosen = nodes && new Set(nodes.map((id) => findNode(model, id).id))
  return model.nodes.flatMap((node) => {
    if (chosen && !chosen.has(node.id)) return []
    return Object.values(node.weights).flatMap((id) => {
      const tensor = model.weights[id]
      return tensor && tensor.shape.length > 1 ? [{ node, id, tensor }] : []
    })
  })
}

/** Layers with weights that can become zero. */
export function prunableNodes(model: Model): readonly Node[] {
  return [...new Set(prunable(model, undefined).map(({ node }) => node))]
}

/** Standard deviation of all weights together. */
function spread(parts: readonly Prunable[]): number {
  const sumOf = (term: (x: number) => number) =>
    parts.reduce((sum, { tensor }) => tensor.data.reduce((own, x) => own + term(x), sum), 0)
  const count = sumOf(() => 1) || 1
  const mean = sumOf((x) => x) / count
  return Math.sqrt(sumOf((x) => (x - mean) ** 2) / count)
}

/** Size of the `count` smallest weights' largest, and how many of just that size go. */
function limitOf(parts: readonly Prunable[], sparsity: number): { size: number; equal: number } {
  const total = parts.reduce((sum, { tensor }) => sum + tensor.data.length, 0)
  const count = Math.floor(sparsity * total)
  if (count === 0) return { size: 0, equal: 0 }
  const sizes = new Float32Array(total)
  let at = 0
  for (const { tensor } of parts) for (const x of tensor.data) sizes[at++] = Math.abs(x)
  sizes.sort()
  const size = sizes[count - 1] ?? 0
  return { size, equal: count - sizes.findIndex((x) => x >= size) }
}

const below = ({ data, shape }: Tensor, threshold: number): Tensor => ({
  shape,
  data: data.map((x) => (Math.abs(x) < threshold ? 0 : x)),
})

/** Exactly as many as asked for: of equal ones those that come first go. */
function smallest(parts: readonly Prunable[], sparsity: number): readonly Tensor[] {
  const limit = limitOf(parts, sparsity)
  let { equal } = limit
  return parts.map(({ tensor: { data, shape } }) => ({
    shape,
    data: data.map((x) => {
      const size = Math.abs(x)
      return size < limit.size || (size === limit.size && equal-- > 0) ? 0 : x
    }),
  }))
}

function checkPruning(pruning: Pruning): void {
  const most = pruningLevels.length - 1
  if ('threshold' in pruning && !(pruning.threshold >= 0 && Number.isFinite(pruning.threshold)))
    fail('edit/pruning', `A threshold of ${pruning.threshold} is not possible.`, {
      hint: 'Choose a number from 0 on.',
    })
  if ('deviations' in pruning && !(pruning.deviations >= 0 && Number.isFinite(pruning.deviations)))
    fail('edit/pruning', `A threshold of ${pruning.deviations} σ is not possible.`, {
      hint: 'Choose a number of standard deviations from 0 on.',
    })
  if ('sparsity' in pruning && !(pruning.sparsity >= 0 && pruning.sparsity < 1))
    fail('edit/pruning', `A sparsity of ${pruning.sparsity} is not possible.`, {
      hint: 'Choose the share of weights that become zero: from 0 to below 1.',
    })
  if ('level' in pruning && pruningLevels[pruning.level] === undefined)
    fail('edit/pruning', `There is no pruning level ${pruning.level}.`, {
      hint: `Choose a whole number from 0 to ${most}.`,
    })
}

function pruned(parts: readonly Prunable[], pruning: Pruning): readonly Tensor[] {
  if ('threshold' in pruning) return parts.map(({ tensor }) => below(tensor, pruning.threshold))
  const groups = pruning.global ? [parts] : parts.map((part) => [part])
  if ('sparsity' in pruning) return groups.flatMap((group) => smallest(group, pruning.sparsity))
  const units = 'level' in pruning ? (pruningLevels[pruning.level] ?? 0) : pruning.deviations
  return groups.flatMap((group) => {
    const threshold = units * spread(group)
    return group.map(({ tensor }) => below(tensor, threshold))
  })
}

/** The same model with zeros: what that saves says `sparseSizes`. */
export function pruneWeights(model: Model, pruning: Pruning): Model {
  checkPruning(pruning)
  const parts = prunable(model, pruning.nodes)
  if (parts.length === 0) fail('edit/pruning', 'None of these layers has weights to prune.')
  const weights: Record<WeightId, Tensor> = { ...model.weights }
  const names = new Map<NodeId, Map<WeightId, WeightId>>()
  pruned(parts, pruning).forEach((tensor, i) => {
    const part = parts[i]
    if (!part) throw new Error('more weights pruned than there are')
    const made = weightId(tensor)
    weights[made] = tensor
    const renamed = names.get(part.node.id) ?? new Map<WeightId, WeightId>()
    names.set(part.node.id, renamed.set(part.id, made))
  })
  const nodes = model.nodes.map((node) => {
    const renamed = names.get(node.id)
    if (!renamed) return node
    const entries = Object.entries(node.weights)
    return {
      ...node,
      weights: Object.fromEntries(entries.map(([role, id]) => [role, renamed.get(id) ?? id])),
    }
  })
  const used = nodes.flatMap((node) => Object.values(node.weights))
  const kept = used.flatMap((id) => (weights[id] ? [[id, weights[id]] as const] : []))
  return { ...model, nodes, weights: Object.fromEntries(kept) }
}

function pruningArg(args: EditArgs): Pruning {
  const global = args['global'] === true
  const nodes = args['nodes'] === undefined ? undefined : stringListArg(args, 'nodes')
  if (args['threshold'] !== undefined)
    return { threshold: numberArg(args, 'threshold'), nodes, global }
  if (args['deviations'] !== undefined)
    return { deviations: numberArg(args, 'deviations'), nodes, global }
  if (args['level'] !== undefined) return { level: intArg(args, 'level'), nodes, global }
  return { sparsity: numberArg(args, 'sparsity'), nodes, global }
}

export const pruneWeightsEdit: Edit = {
  id: 'pruneWeights',
  label: 'Pruning',
  apply: (model, args) => pruneWeights(model, pruningArg(args)),
  sample: () => ({ sparsity: 0.5 }),
}
