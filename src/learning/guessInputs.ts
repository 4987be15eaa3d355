// Random inputs in the range that the preprocessing declares, for calibration without samples.

import { seededRandom } from '../lib/random'
import type { Preprocessing } from '../model/model'

/** Pixels 0…255 through the preprocessing; values that are no pixels from −1 to 1. */
export function guessInputs(
  { pixels, scale, offset }: Preprocessing,
  inputSize: number,
  count: number,
): Float32Array {
  const random = seededRandom(64)
  return Float32Array.from({ length: count * inputSize }, () =>
    pixels ? Math.floor(random() * 256) * scale + offset : 2 * random() - 1,
  )
}
