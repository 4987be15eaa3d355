// Arrays of numbers out of IDX and NumPy files into data sets: which are samples, which are labels,
// and which belong together (by name, then by count).

import { fail } from '../lib/diagnostics'
import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import { countClasses } from './dataset'
import type { Dataset } from './dataset'
import { baseOf, describePart, said, stemOf } from './shared'
import type { ReadOptions } from './shared'

export interface NumberArray {
  readonly file: string
  /** The number of samples first. */
  readonly shape: Shape
  /** Where the values are unsigned bytes. */
  readonly bytes?: Uint8Array
  /** The i-th value. */
  readonly read: (i: number) => number
}

type Labels = Uint8Array | Uint16Array

const mostClasses = 65_536
const smallestPicture = 64

/** Throws UserError where labels fit no samples, or are no labels. */
export function arraysToDatasets(
  arrays: readonly NumberArray[],
  { input }: ReadOptions,
): Dataset[] {
  const labels = arrays.filter((array) => isColumn(array) || isOneHot(array, arrays))
  const samples = arrays.filter((array) => !labels.includes(array))
  if (samples.length === 0)
    fail(
      'data/no-pictures',
      `${labels[0]?.file ?? 'The file'} holds labels, but no pictures came with it.`,
      { hint: 'Drop the samples (…-images-idx3-ubyte, x_test) together with the labels.' },
    )
  const pairs = pairUp(samples, labels)
  return samples.map((array) => toDataset(array, pairs.get(array), input))
}

function isColumn({ shape }: NumberArray): boolean {
  return shape.length === 1 || (shape.length === 2 && shape[1] === 1)
}

/** A row per sample with one 1 among zeros, beside samples of the same number. */
function isOneHot(array: NumberArray, all: readonly NumberArray[]): boolean {
  const [count = 0, classes = 0] = array.shape
  if (array.shape.length !== 2 || classes < 2 || classes > 1000) return false
  if (!all.some((other) => other !== array && !isColumn(other) && other.shape[0] === count))
    return false
  for (let row = 0; row < count; row++) {
    let ones = 0
    for (let c = 0; c < classes; c++) {
      const value = array.read(row * classes + c)
      if (value === 1) ones++
      else if (value !== 0) return false
    }
    if (ones !== 1) return false
  }
  return count > 0
}

function pairUp(
  samples: readonly NumberArray[],
  labels: readonly NumberArray[],
): Map<NumberArray, NumberArray> {
  const pairs = new Map<NumberArray, NumberArray>()
  const left = new Set(labels)
  const match = (fits: (picture: NumberArray, label: NumberArray) => boolean): void => {
    for (const picture of samples) {
      const found = pairs.has(picture) ? [] : [...left].filter((label) => fits(picture, label))
      const [label] = found
      if (label && found.length === 1) {
        pairs.set(picture, label)
        left.delete(label)
      }
    }
  }
  const folder = ({ file }: NumberArray): string => file.slice(0, -baseOf(file).length)
  const stem = ({ file }: NumberArray): string => stemOf(file)
  match((a, b) => folder(a) === folder(b) && stem(a) === stem(b))
  match((a, b) => stem(a) === stem(b))
  match((a, b) => a.shape[0] === b.shape[0])
  if (samples.length - pairs.size === 1 && left.size === 1) match(() => true)
  const [orphan] = left
  if (orphan)
    fail('data/labels-unpaired', `${orphan.file} fits none of the pictures.`, {
      where: { file: orphan.file },
      hint: 'Drop each file of pictures with its own labels.',
    })
  return pairs
}

function toDataset(
  array: NumberArray,
  label: NumberArray | undefined,
  input: Shape | undefined,
): Dataset {
  const { file, shape } = array
  const [count = 0, ...sample] = shape
  if (label && label.shape[0] !== count)
    fail(
      'data/count-mismatch',
      `${file} holds ${said(count)} pictures, ${label.file} ${said(label.shape[0] ?? 0)} labels.`,
      { where: { file: label.file }, hint: 'Drop the labels that belong to these pictures.' },
    )
  if (count === 0 || shapeSize(sample) === 0)
    fail('data/empty', `${file} holds no pictures.`, { where: { file } })
  const size = sampleShape(sample, input, file)
  const labels = label && readLabels(label)
  return {
    name: stemOf(file) || baseOf(file),
    count,
    shape: size,
    ...readSamples(array, size),
    ...(labels && { labels }),
    classCount: countClasses(labels),
    part: describePart(baseOf(file)),
  }
}

/** A row of numbers takes the input's shape where the sizes agree, or is a square picture. */
function sampleShape(sample: Shape, input: Shape | undefined, file: string): Dataset['shape'] {
  const [a = 1, b = 1, c = 1] = sample
  if (sample.length > 3)
    fail(
      'data/too-many-axes',
      `Samples of ${file} have ${sample.length} axes; at most 3 can be read.`,
      {
        where: { file },
        hint: 'Save the samples as count × height × width × channels.',
      },
    )
  if (sample.length > 1) return [a, b, c]
  return rowShape(a, input)
}

/** How `size` numbers in a row are to be seen. */
export function rowShape(size: number, input: Shape | undefined): Dataset['shape'] {
  const [h = 1, w = 1, channels = 1] = input ?? []
  if (input && input.length > 1 && shapeSize(input) === size) return [h, w, channels]
  const side = Math.sqrt(size)
  return size >= smallestPicture && Number.isInteger(side) ? [side, side, 1] : [1, size, 1]
}

/** Whole numbers from 0 to 255 that make a picture are its pixels, whatever type they have. */
function readSamples(
  { file, bytes, shape, read }: NumberArray,
  [height, width]: Dataset['shape'],
): Pick<Dataset, 'pixels' | 'values'> {
  const isPicture = shape.length > 2 || (height > 1 && width > 1)
  if (bytes && isPicture) return { pixels: bytes }
  const values = new Float32Array(shapeSize(shape))
  let inRange = isPicture
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const value = read(i)
    if (!Number.isFinite(value))
      failNotFinite(file, Math.floor(i / (values.length / (shape[0] ?? 1))), value)
    values[i] = value
    if (value > largest) largest = value
    if (inRange && !(value >= 0 && value <= 255 && Number.isInteger(value))) inRange = false
  }
  return inRange && largest > 1 ? { pixels: Uint8Array.from(values) } : { values }
}

function failNotFinite(file: string, sample: number, value: number): never {
  return fail(
    'data/not-finite',
    `Sample ${said(sample)} of ${file} holds ${value}, which is no number.`,
    {
      where: { file },
      hint: 'Leave out samples with missing values, or fill them in.',
    },
  )
}

function readLabels(array: NumberArray): Labels {
  const [count = 0, classes = 1] = array.shape
  if (array.bytes && classes === 1) return array.bytes
  const labels = new Uint16Array(count)
  for (let i = 0; i < count; i++) labels[i] = labelAt(array, i, classes)
  return labels
}

function labelAt({ file, read }: NumberArray, i: number, classes: number): number {
  if (classes > 1) {
    for (let c = 0; c < classes; c++) if (read(i * classes + c) === 1) return c
    return 0
  }
  const label = read(i)
  if (Number.isInteger(label) && label >= 0 && label < mostClasses) return label
  return fail(
    'data/bad-label',
    `${file} has the label ${label}; labels are whole numbers from 0.`,
    { where: { file } },
  )
}
