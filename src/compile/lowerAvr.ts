// The 8-bit form of every portable kernel call.
import type { Filled, Lowered } from '../layers/layer'
import type { Shape } from '../model/model'
import type { QuantizedOp } from '../model/quantized'

export interface AvrCall extends Lowered {
  readonly order?: 'nhwc'
  readonly picture?: Shape
}
export interface AvrContext {
  readonly inputs: readonly Shape[]
  readonly output: Shape
  readonly picture?: Shape
}
export function lowerAvr(lowered: Lowered, _context: AvrContext): AvrCall {
  throw new Error(`${lowered.kernel} has no 8-bit form`)
}
export function fillAvr(_call: AvrCall, filled: Filled, _q: QuantizedOp): Filled {
  return filled
}
