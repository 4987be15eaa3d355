// Float samples as the bytes that the program takes. SPEC Q1, Q4.

import type { Build } from '../compile/build'
import { inputQuantization } from '../compile/inputQuantization'
import type { Dataset } from '../datasets/dataset'
import { toPixels } from '../datasets/toInputs'
import { opTable } from '../model/graph'
import { floatInputs } from './samples'

/**
 * `inputs` as the model's preprocessing gives them. Pixels come back exactly: q = pixel − 128,
 * also where a Rescaling layer was folded into what the bytes mean.
 */
export function quantizeInputs({ plan, quantized }: Build, inputs: Float32Array): Int8Array {
  const pixels = inputQuantization(plan.fused.preprocessing) !== undefined
  const { scale, offset } = plan.model.preprocessing
  const step = pixels ? scale : quantized.input.scale
  const zero = pixels ? -128 : quantized.input.zeroPoint
  const start = pixels ? offset : 0
  const bytes = new Int8Array(inputs.length)
  for (let i = 0; i < inputs.length; i++) {
    const q = Math.round(((inputs[i] as number) - start) / step) + zero
    bytes[i] = Math.max(-128, Math.min(127, q))
  }
  return bytes
}

/** A data set's samples as those bytes; pictures without a detour over floats. */
export function int8Inputs(build: Build, dataset: Dataset): Int8Array {
  const { expanded, fused } = build.plan
  if (!dataset.pixels || !inputQuantization(fused.preprocessing))
    return quantizeInputs(build, floatInputs(expanded, dataset))
  const shape = opTable(expanded).get(expanded.input)?.shape ?? []
  const pixels = toPixels(dataset, shape, expanded.preprocessing)
  const bytes = new Int8Array(pixels.buffer, pixels.byteOffset, pixels.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (pixels[i] as number) - 128
  return bytes
}
