// Samples into what the model's input holds: fit to its size, inverted, scaled, as Preprocessing says.

import { fail } from '../lib/diagnostics'
import type { Preprocessing, Shape } from '../model/model'
import { formatShape, shapeSize } from '../model/model'
import type { Dataset } from './dataset'
import { createResizer, padPicture } from './fitPicture'
import { looksInverted } from './looksInverted'

type Picture = readonly [height: number, width: number, channels: number]

/** Samples [from, from + count) as bytes, after fitting and inverting, before scaling. */
export function toPixels(
  dataset: Dataset,
  input: Shape,
  preprocessing: Preprocessing,
  from = 0,
  count = dataset.count - from,
): Uint8Array {
  const { pixels, shape } = dataset
  if (!pixels)
    return fail('data/not-pictures', `${dataset.name} holds numbers, not pictures.`, {
      hint: 'Drop pictures, or say that the samples are plain values.',
    })
  const target = pictureShape(input, shape)
  if (!target) return failToFit(dataset, input)
  const size = shapeSize(shape)
  const samples = pixels.subarray(from * size, (from + count) * size)
  const fitted = equal(shape, target)
    ? samples.slice()
    : fitAll(dataset, samples, target, preprocessing)
  if (preprocessing.invert)
    for (let i = 0; i < fitted.length; i++) fitted[i] = 255 - (fitted[i] ?? 0)
  return fitted
}

/** Samples [from, from + count) as the float model takes them. */
export function toFloats(
  dataset: Dataset,
  input: Shape,
  preprocessing: Preprocessing,
  from = 0,
  count = dataset.count - from,
): Float32Array {
  const { scale, offset } = preprocessing
  const { values, shape } = dataset
  const size = shapeSize(shape)
  if (values && size !== shapeSize(input)) return failToFit(dataset, input)
  if (!values)
    return scalePixels(toPixels(dataset, input, preprocessing, from, count), scale, offset)
  // A loop: `Float32Array.from` with a function takes ten times as long.
  const floats = values.slice(from * size, (from + count) * size)
  for (let i = 0; i < floats.length; i++) floats[i] = (floats[i] as number) * scale + offset
  return floats
}

function scalePixels(pixels: Uint8Array, scale: number, offset: number): Float32Array {
  const scaled = Float32Array.from({ length: 256 }, (_, pixel) => pixel * scale + offset)
  const floats = new Float32Array(pixels.length)
  for (let i = 0; i < pixels.length; i++) floats[i] = scaled[pixels[i] as number] as number
  return floats
}

/** Of a side: a row of fewer numbers is no picture, though it may be a square. */
const fewestPixels = 8

/** The input as a picture: [h, w, c], [h, w], or one row of all pixels; undefined where it is none. */
export function pictureShape(input: Shape, sample: Picture): Picture | undefined {
  const [a = 1, b = 1, c = 1] = input
  if (input.length === 3) return [a, b, c]
  if (input.length === 2) return [a, b, 1]
  if (input.length !== 1) return undefined
  if (a === shapeSize(sample)) return sample
  const side = Math.sqrt(a)
  return Number.isInteger(side) && side >= fewestPixels ? [side, side, 1] : undefined
}

function fitAll(
  dataset: Dataset,
  samples: Uint8Array,
  target: Picture,
  preprocessing: Preprocessing,
): Uint8Array {
  const [height, width, channels] = dataset.shape
  const from = [height, width] as const
  const to = [target[0], target[1]] as const
  const count = samples.length / (height * width * channels)
  const result = new Uint8Array(count * shapeSize(target))
  const resize = preprocessing.fit === 'resize' ? createResizer(from, to, target[2]) : undefined
  const ground = resize || !looksInverted(dataset) ? 0 : 255
  const recolored = new Uint8Array(height * width * target[2])
  for (let i = 0; i < count; i++) {
    const sample = samples.subarray(
      i * shapeSize(dataset.shape),
      (i + 1) * shapeSize(dataset.shape),
    )
    const out = result.subarray(i * shapeSize(target), (i + 1) * shapeSize(target))
    recolor(dataset, sample, channels, recolored, target)
    if (resize) resize(recolored, out)
    else padPicture(recolored, from, out, to, target[2], ground)
  }
  return result
}

/** Grey to color and back; luminance as in ITU-R BT.601. */
function recolor(
  dataset: Dataset,
  sample: Uint8Array,
  channels: number,
  target: Uint8Array,
  shape: Picture,
): void {
  const wanted = shape[2]
  const pixels = target.length / wanted
  if (channels === wanted) target.set(sample)
  else if (channels === 1)
    for (let i = 0; i < target.length; i++) target[i] = sample[Math.floor(i / wanted)] ?? 0
  else if (wanted === 1 && channels >= 3)
    for (let i = 0; i < pixels; i++) {
      const [r = 0, g = 0, b = 0] = sample.subarray(i * channels, i * channels + 3)
      target[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b)
    }
  else failToFit(dataset, shape)
}

function equal(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}

function failToFit(dataset: Dataset, input: Shape): never {
  return fail(
    'data/does-not-fit',
    `Samples of ${dataset.name} are ${formatShape(dataset.shape)}; the model takes ${formatShape(input)}.`,
    { hint: 'Drop samples that were made for this model.' },
  )
}
