// What the arena would need if every layer stored its result: the fullest step of the graph before
// fusing, each result kept until its last reader has run. A lower bound: no gaps between buffers.

import type { Plan } from '../../compile/plan'
import { layerOf } from '../../layers'
import { shapeSize } from '../../model/model'

export function unfusedArena(plan: Plan): number {
  const { ops, output } = plan.expanded
  const source = new Map<string, string>()
  const lastUse = new Map<string, number>()
  ops.forEach((op, at) => {
    const [first] = op.inputs
    const alias = layerOf(op.kind)?.alias && first !== undefined
    source.set(op.id, alias ? source.get(first)! : op.id)
    for (const input of op.inputs) lastUse.set(source.get(input)!, at)
  })
  lastUse.set(source.get(output) ?? output, ops.length)
  let peak = 0
  ops.forEach((_, at) => {
    let bytes = 0
    for (let made = 0; made <= at; made++) {
      const op = ops[made]!
      if (source.get(op.id) === op.id && (lastUse.get(op.id) ?? made) >= at)
        bytes += shapeSize(op.shape)
    }
    peak = Math.max(peak, bytes)
  })
  return peak
}
