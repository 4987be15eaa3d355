// Kinds that are one table: any function of one int8 value, computed here once. SPEC E2.

import { bytesOf } from '../lib/bytes'
import { roundHalfAway } from '../lib/math'
import type { Quantization, QuantizedOp } from '../model/quantized'
import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Filled, Lowered } from './layer'

/** 256 int8: entry q + 128 is f of the real value of q. */
export function tableOf(
  input: Quantization,
  output: Quantization,
  f: (x: number) => number = (x) => x,
): Int8Array {
  return Int8Array.from({ length: 256 }, (_, i) => {
    const y = f((i - 128 - input.zeroPoint) * input.scale)
    return Math.max(-128, Math.min(127, roundHalfAway(y / output.scale) + output.zeroPoint))
  })
}

export function lowerLookup(input: Shape): Lowered {
  return {
    kernel: 'nn_lookup_s8',
    fields: { count: shapeSize(input) },
    buffers: { in: 0, out: 'out' },
    constants: { table: { content: 'table', bytes: 256 } },
    inPlace: {
      field: 'in',
      proof: 'Each value is read once, then its own result is written there.',
    },
    rows: 1,
  }
}

/** The constant of a call whose only constant is its table. */
export function fillTable(q: QuantizedOp): Filled {
  const { table } = q.integers
  if (!table) throw new Error(`${q.op.id} has no table`)
  return { fields: {}, constants: { table: bytesOf(table) } }
}
