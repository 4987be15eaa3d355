// Changes pictures a little, so that few samples teach more: shifted, turned, scaled, noisy. What
// comes in from outside repeats the border. Seeded, and of +, −, ×, ÷ alone: the same on every engine.

import { cosine, sine } from './sine'

export interface Augmentation {
  /** Largest shift along each axis, as a share of the side. */
  readonly shift: number
  /** Largest turn either way. */
  readonly rotateDegrees: number
  /** Largest change of size: 0.1 is from 0.9 to 1.1 times. */
  readonly scale: number
  /** Standard deviation of what is added to each value, as a share of the values' range. */
  readonly noise: number
}

/** For digits and other centered pictures: 2 of 28 pixels, as people write. */
export const defaultAugmentation: Augmentation = {
  shift: 0.07,
  rotateDegrees: 8,
  scale: 0.08,
  noise: 0,
}

export type PictureShape = readonly [height: number, width: number, channels: number]

/** Inputs that are no pictures of several rows and columns only get noise. */
export function augmentPictures(
  inputs: Float32Array,
  shape: PictureShape,
  valueRange: number,
  { shift, rotateDegrees, scale, noise }: Augmentation,
  random: () => number,
): Float32Array {
  const [height, width, channels] = shape
  const size = height * width * channels
  const result = new Float32Array(inputs.length)
  const either = (largest: number) => (2 * random() - 1) * largest
  for (let from = 0; from < inputs.length; from += size) {
    const picture = inputs.subarray(from, from + size)
    const out = result.subarray(from, from + size)
    const turn = (either(rotateDegrees) * Math.PI) / 180
    const grow = 1 / (1 + either(scale))
    const moved = [either(shift) * height, either(shift) * width] as const
    if (height > 1 && width > 1)
      transform(picture, out, shape, [cosine(turn) * grow, sine(turn) * grow], moved)
    else out.set(picture)
    if (noise > 0) addNoise(out, noise * valueRange, random)
  }
  return result
}

/** Every pixel from where it was before: turned and scaled about the middle, bilinear. */
function transform(
  from: Float32Array,
  to: Float32Array,
  [height, width, channels]: PictureShape,
  [cos, sin]: readonly [number, number],
  [down, right]: readonly [number, number],
): void {
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2]
  const clamp = (x: number, last: number) => (x < 0 ? 0 : x > last ? last : x)
  for (let row = 0; row < height; row++) {
    const dy = row - middleY - down
    for (let column = 0; column < width; column++) {
      const dx = column - middleX - right
      const y = clamp(middleY + cos * dy - sin * dx, height - 1)
      const x = clamp(middleX + sin * dy + cos * dx, width - 1)
      const [top, left] = [Math.floor(y), Math.floor(x)]
      const [v, u] = [y - top, x - left]
      const a = (top * width + left) * channels
      const below = top < height - 1 ? width * channels : 0
      const beside = left < width - 1 ? channels : 0
      const at = (row * width + column) * channels
      for (let c = 0; c < channels; c++) {
        const upper = from[a + c]! * (1 - u) + from[a + c + beside]! * u
        const lower = from[a + c + below]! * (1 - u) + from[a + c + below + beside]! * u
        to[at + c] = upper * (1 - v) + lower * v
      }
    }
  }
}

/** Four uniform numbers added come near to a normal one. */
function addNoise(values: Float32Array, deviation: number, random: () => number): void {
  const unit = deviation * Math.sqrt(3)
  for (let i = 0; i < values.length; i++)
    values[i] = values[i]! + unit * (random() + random() + random() + random() - 2)
}
