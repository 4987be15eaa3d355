// What the bytes of the input tensor mean. SPEC Q4: for pictures q = pixel − 128, so that a sketch
// takes camera bytes as they are; scale and zero point then follow from the preprocessing.

import { chooseQuantization } from '../layers/shared'
import type { Preprocessing } from '../model/model'
import type { Quantization, Range } from '../model/quantized'

/**
 * Undefined where the preprocessing can't be expressed so (no picture, a negative scale, a zero
 * point outside int8). The zero point is rounded: x/127.5 − 1 gives −0.5, half a gray level off.
 */
export function inputQuantization(preprocessing: Preprocessing): Quantization | undefined {
  const { pixels, scale, offset } = preprocessing
  if (!pixels || !(scale > 0) || !Number.isFinite(scale) || !Number.isFinite(offset))
    return undefined
  const zeroPoint = Math.round(-128 - offset / scale)
  if (zeroPoint < -128 || zeroPoint > 127) return undefined
  return { scale: Math.fround(scale), zeroPoint: zeroPoint === 0 ? 0 : zeroPoint }
}

/** The input's quantization, from the preprocessing or, where that is none, from the range. */
export function quantizeInput(
  preprocessing: Preprocessing,
  range: Range | undefined,
): Quantization {
  const fixed = inputQuantization(preprocessing)
  if (fixed) return fixed
  if (!range) throw new Error('the input needs a calibrated range')
  return chooseQuantization(range)
}
