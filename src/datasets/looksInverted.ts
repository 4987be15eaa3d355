// Dark strokes on a light ground, or the other way round? Told by the borders of the pictures.

import type { Dataset } from './dataset'

const looked = 100

/** Whether pictures are mostly light at their borders; MNIST is dark there. */
export function looksInverted(dataset: Dataset): boolean {
  const { pixels, shape, count } = dataset
  if (!pixels) return false
  const [height, width, channels] = shape
  let sum = 0
  let seen = 0
  for (let i = 0; i < Math.min(count, looked); i++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        if (y > 0 && y < height - 1 && x > 0 && x < width - 1) continue
        const at = ((i * height + y) * width + x) * channels
        for (let c = 0; c < channels; c++) sum += pixels[at + c] ?? 0
        seen += channels
      }
  return seen > 0 && sum / seen > 127.5
}
