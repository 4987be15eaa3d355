// Sum of two or more inputs of one shape, in pairs. SPEC E1: the left-shift-20 scheme.

import { quantizeMultiplier } from '../kernels/fixedPoint'
import type { Op } from '../model/graph'
import type { QuantizedOp } from '../model/quantized'
import { shapeSize } from '../model/model'
import type { Kept, Layer, QuantizeContext } from './layer'
import { chooseQuantization, clampOf, identitySources } from './shared'

/** ((a + b) + c) + …, the last with the layer's own id. */
function chain(op: Op): readonly Op[] {
  if (op.inputs.length === 2) return [op]
  let sum = op.inputs[0] ?? ''
  return op.inputs.slice(1).map((input, i, all) => {
    const id = i === all.length - 1 ? op.id : `${op.id}/sum_${i + 1}`
    const part: Op = { ...op, id, inputs: [sum, input], rangeOf: id }
    sum = id
    return part
  })
}

function quantize(op: Op, { inputs: [a, b], range }: QuantizeContext): QuantizedOp {
  if (!a || !b) throw new Error(`${op.id} needs two inputs`)
  const output = chooseQuantization(range)
  const twice = 2 * Math.max(a.scale, b.scale)
  const fromA = quantizeMultiplier(a.scale / twice)
  const fromB = quantizeMultiplier(b.scale / twice)
  const toOutput = quantizeMultiplier(twice / (2 ** 20 * output.scale))
  const { lo, hi } = clampOf(op.attrs['activation'], output)
  const fields = {
    a_multiplier: fromA.multiplier,
    a_shift: fromA.shift,
    a_zero_point: a.zeroPoint,
    b_multiplier: fromB.multiplier,
    b_shift: fromB.shift,
    b_zero_point: b.zeroPoint,
    out_multiplier: toOutput.multiplier,
    out_shift: toOutput.shift,
    out_zero_point: output.zeroPoint,
    out_lo: lo,
    out_hi: hi,
  }
  return { op, output, integers: {}, fields }
}

const same = (a: Kept, b: Kept) => a?.join() === b?.join()

export const add: Layer = {
  kind: 'add',
  label: 'Add',
  fields: {},
  arity: [2, 256],
  problem: (_attrs, inputs) => {
    const [first = []] = inputs
    const other = inputs.find((shape) => shape.join() !== first.join())
    return other && `adds ${first.join(' × ')} and ${other.join(' × ')}; shapes must be equal`
  },
  outputShape: (_attrs, [first = []]) => first,
  connections: (_attrs, inputs, output) => shapeSize(output) * inputs.length,
  macs: () => 0,
  run: (_attrs, inputs) => {
    const sum = new Float64Array(inputs[0]?.data.length ?? 0)
    for (const { data } of inputs) data.forEach((x, i) => (sum[i] = (sum[i] ?? 0) + x))
    return Float32Array.from(sum)
  },
  expand: chain,
  quantize,
  lower: (op) => [
    {
      kernel: 'nn_add_s8',
      fields: { count: shapeSize(op.shape) },
      buffers: { a: 0, b: 1, out: 'out' },
      constants: {},
      inPlace: { field: 'a', proof: 'Each pair is read once, then its sum is written over a.' },
      rows: 1,
    },
  ],
  fill: (q) => [{ fields: q.fields, constants: {} }],
  follow: (attrs, _inputs, kept) => {
    const [first = null] = kept
    if (kept.some((one) => !same(one, first)))
      throw new Error('the inputs of a sum were narrowed differently')
    return { attrs, cuts: [], output: first }
  },
  sources: (_attrs, inputs) => identitySources(inputs),
  coupled: true,
  samples: [
    {
      attrs: {},
      inputs: [
        [4, 3, 2],
        [4, 3, 2],
      ],
    },
    { attrs: {}, inputs: [[5], [5], [5]] },
  ],
}
