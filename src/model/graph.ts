// The model as the compiler sees it: shapes known, compound layers taken apart, layers that were
// fused into others gone. Weights are thunks, so that `plan` (shapes only) and `emit` (values) can
// run the very same passes.

import type { Attrs, NodeId, Preprocessing, Role, Shape } from './model'

export type OpId = string

export interface LazyTensor {
  readonly shape: Shape
  /** Computes the values; called by `emit` and by float runs only. Do not write into the result. */
  readonly read: () => Float32Array
}

export interface Op {
  /** The node's id, with `/part` behind it where a layer was taken apart. */
  readonly id: OpId
  readonly kind: string
  readonly attrs: Attrs
  readonly inputs: readonly OpId[]
  /** Of the result. */
  readonly shape: Shape
  readonly weights: Readonly<Record<Role, LazyTensor>>
  /** The layers of the model that this op computes, in flow order. */
  readonly nodes: readonly NodeId[]
  /** The layer that gives the op its weights and its name; what it costs is that layer's. */
  readonly owner: NodeId
  /** The op of the expanded graph whose float values have this op's range (before fused pooling). */
  readonly rangeOf: OpId
}

export interface Graph {
  readonly name: string
  /** Topological. */
  readonly ops: readonly Op[]
  readonly input: OpId
  readonly output: OpId
  /** The model's, with a Rescaling layer behind the input folded in. */
  readonly preprocessing: Preprocessing
}

/** Ops by id. */
export function opTable(graph: Graph): ReadonlyMap<OpId, Op> {
  return new Map(graph.ops.map((op) => [op.id, op]))
}

/** How many ops read each op's result (the graph's output counts once more). */
export function countUses(graph: Graph): ReadonlyMap<OpId, number> {
  const uses = new Map<OpId, number>()
  for (const op of graph.ops) for (const id of op.inputs) uses.set(id, (uses.get(id) ?? 0) + 1)
  uses.set(graph.output, (uses.get(graph.output) ?? 0) + 1)
  return uses
}
