// Scales, zero points and integer constants of every op, from weights and calibrated ranges.

import { layerOf } from '../layers/index'
import type { Graph, OpId } from '../model/graph'
import { opTable } from '../model/graph'
import type { Quantization, QuantizedGraph, QuantizedOp, Ranges } from '../model/quantized'
import { quantizeInput } from './inputQuantization'

export function quantizeGraph(graph: Graph, ranges: Ranges): QuantizedGraph {
  const meaning = new Map<OpId, Quantization>()
  const ops: QuantizedOp[] = []
  const table = opTable(graph)
  const meaningOf = (id: OpId) => {
    const found = meaning.get(id)
    if (!found) throw new Error(`${id} is read before it is computed`)
    return found
  }
  for (const op of graph.ops) {
    const inputs = op.inputs.map(meaningOf)
    const layer = layerOf(op.kind)
    let result: QuantizedOp
    if (op.id === graph.input) {
      result = {
        op,
        output: quantizeInput(graph.preprocessing, ranges[op.rangeOf]),
        integers: {},
        fields: {},
      }
    } else if (layer?.alias) {
      result = { op, output: meaningOf(op.inputs[0] ?? ''), integers: {}, fields: {} }
    } else {
      const range = ranges[op.rangeOf]
      if (!layer?.quantize) throw new Error(`${op.kind} has no quantization`)
      if (!range || !Number.isFinite(range.min) || !Number.isFinite(range.max))
        throw new Error(`${op.rangeOf} has no finite calibrated range`)
      const shapes = op.inputs.map((id) => table.get(id)?.shape ?? [])
      result = layer.quantize(op, { inputs, shapes, range })
    }
    meaning.set(op.id, result.output)
    ops.push(result)
  }
  return { ops, input: meaningOf(graph.input), output: meaningOf(graph.output) }
}
