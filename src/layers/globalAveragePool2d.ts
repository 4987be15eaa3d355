// Mean of each channel over the whole picture, in a scale of its own. Rules: kernels/SPEC.md P3.

import { quantizeMultiplier } from '../kernels/fixedPoint'
import type { Op } from '../model/graph'
import type { QuantizedOp } from '../model/quantized'
import type { Shape } from '../model/model'
import type { Layer, QuantizeContext } from './layer'
import { chooseQuantization, lastAxis, tooLargeForStep } from './shared'
import { globalPoolLayer } from './sharedPool'

const positionsOf = ([h = 1, w = 1]: Shape) => h * w

function quantize(
  op: Op,
  { inputs: [input], shapes: [shape = []], range }: QuantizeContext,
): QuantizedOp {
  if (!input) throw new Error(`${op.id} has no input`)
  const output = chooseQuantization(range)
  const positions = positionsOf(shape)
  const { multiplier, shift } = quantizeMultiplier(input.scale / (positions * output.scale))
  return {
    op,
    output,
    integers: {},
    fields: {
      start: -positions * input.zeroPoint,
      multiplier,
      shift,
      out_zero_point: output.zeroPoint,
    },
  }
}

const basics = globalPoolLayer('globalAveragePool2d', 'GlobalAveragePooling2D', 'average')

/** So that the sum of a channel fits int32 whatever its values. */
const mostPositions = 2 ** 22

export const globalAveragePool2d: Layer = {
  ...basics,
  problem: (attrs, inputs) =>
    basics.problem?.(attrs, inputs) ??
    tooLargeForStep({ 'the number of positions': positionsOf(inputs[0] ?? []) }, mostPositions),
  quantize,
  lower: (_op, [input = []]) => [
    {
      kernel: 'nn_global_average_s8',
      fields: { positions: positionsOf(input), channels: lastAxis(input) },
      buffers: { in: 0, out: 'out' },
      constants: {},
      inPlace: {
        field: 'in',
        proof:
          'Channel c is written at c after all its values are read, and no later channel has a value at or before c.',
      },
      rows: 1,
    },
  ],
  fill: (q) => [{ fields: q.fields, constants: {} }],
}
