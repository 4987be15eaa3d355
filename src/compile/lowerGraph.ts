// Ops become kernel calls: buffers, constants and every field that follows from shapes. Nothing
// here depends on weights or ranges.

import { cIdentifier } from '../lib/cText'
import { layerOf } from '../layers/index'
import type { Graph, Op, OpId } from '../model/graph'
import { opTable } from '../model/graph'
import { shapeSize } from '../model/model'
import type { Buffer, BufferId, Call, Constant, TargetId } from '../model/program'

export interface LoweredGraph {
  readonly calls: readonly Call[]
  readonly buffers: readonly Buffer[]
  readonly constants: readonly Constant[]
  /** Which buffer holds an op's result; aliases share one. */
  readonly bufferOf: ReadonlyMap<OpId, BufferId>
}

/** A C identifier that no other call has, from the names of the layers that the call computes. */
function nameCall(op: Op, part: number, parts: number, taken: Set<string>): string {
  const stem = cIdentifier(`${op.owner}${parts > 1 ? `_${part + 1}` : ''}`, 'layer')
  let name = stem
  for (let n = 2; taken.has(name); n++) name = `${stem}_${n}`
  taken.add(name)
  return name
}

export function lowerGraph(graph: Graph, target: TargetId): LoweredGraph {
  const table = opTable(graph)
  const bufferOf = new Map<OpId, BufferId>()
  const buffers: Buffer[] = []
  const constants: Constant[] = []
  const calls: Call[] = []
  const taken = new Set<string>()
  const addBuffer = (op: Op) => {
    bufferOf.set(op.id, op.id)
    buffers.push({ id: op.id, bytes: shapeSize(op.shape), nodes: op.nodes, shape: op.shape })
  }
  for (const op of graph.ops) {
    const layer = layerOf(op.kind)
    if (!layer) throw new Error(`no layer ${op.kind}`)
    if (op.id === graph.input) {
      addBuffer(op)
      continue
    }
    const sources = op.inputs.map((id) => bufferOf.get(id) ?? '')
    if (layer.alias) {
      bufferOf.set(op.id, sources[0] ?? '')
      continue
    }
    addBuffer(op)
    const inputs = op.inputs.map((id) => table.get(id)?.shape ?? [])
    const lowered = layer.lower?.(op, inputs, target) ?? []
    lowered.forEach((call, part) => {
      const name = nameCall(op, part, lowered.length, taken)
      const own = Object.entries(call.constants).map(([field, { content, bytes }]) => {
        constants.push({ id: `${name}.${field}`, bytes, content, nodes: op.nodes })
        return [field, `${name}.${field}`] as const
      })
      const bufferFor = (field: string, which: number | 'out' | { readonly scratch: number }) => {
        if (which === 'out') return op.id
        if (typeof which === 'number') return sources[which] ?? ''
        const id = `${name}.${field}`
        buffers.push({ id, bytes: which.scratch, nodes: [], shape: [which.scratch], scratch: true })
        return id
      }
      calls.push({
        name,
        op: op.id,
        nodes: op.nodes,
        owner: op.owner,
        kernel: call.kernel,
        fields: call.fields,
        buffers: Object.fromEntries(
          Object.entries(call.buffers).map(([field, which]) => [field, bufferFor(field, which)]),
        ),
        constants: Object.fromEntries(own),
        inPlace: call.inPlace,
        rows: { first: 0, count: call.rows, inAt: 0, outAt: 0 },
      })
    })
  }
  return { calls, buffers, constants, bufferOf }
}
