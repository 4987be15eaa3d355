// IDX, the format of MNIST: two zero bytes, a type, the number of axes, their sizes (big-endian), the
// values. Pictures and labels are two files; which belong together is told by name, then by count.
// Format: http://yann.lecun.com/exdb/mnist/

import { fail } from '../lib/diagnostics'
import type { Dataset } from './dataset'
import { countClasses } from './dataset'
import { describePart, stemOf } from './shared'
import type { DataFile } from './shared'

interface Idx {
  readonly file: string
  readonly type: number
  readonly sizes: readonly number[]
  readonly bytes: Uint8Array
}

const itemBytes: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 }

export function isIdx({ bytes }: DataFile): boolean {
  const axes = bytes[3] ?? 0
  const sound = bytes[0] === 0 && bytes[1] === 0 && (bytes[2] ?? 0) in itemBytes
  return sound && (axes === 1 || axes === 3 || axes === 4) && bytes.length >= 4 + 4 * axes
}

/** Pairs pictures with labels. Throws UserError where counts differ or a file is cut short. */
export function readIdx(files: readonly DataFile[]): Dataset[] {
  const parsed = files.map(parseIdx)
  const pictures = parsed.filter((idx) => idx.sizes.length > 1)
  const labels = parsed.filter((idx) => idx.sizes.length === 1)
  if (pictures.length === 0)
    fail(
      'data/no-pictures',
      `${labels[0]?.file ?? 'The file'} holds labels, but no pictures came with it.`,
      {
        hint: 'Drop the pictures (…-images-idx3-ubyte) together with the labels.',
      },
    )
  const pairs = pairUp(pictures, labels)
  return pictures.map((picture) => toDataset(picture, pairs.get(picture)))
}

function parseIdx({ name, bytes }: DataFile): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const axes = bytes[3] ?? 0
  const type = bytes[2] ?? 0
  const sizes = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i))
  const start = 4 + 4 * axes
  const wanted = sizes.reduce((product, size) => product * size, itemBytes[type] ?? 1)
  if (bytes.length - start !== wanted) {
    const said = sizes.map((size) => size.toLocaleString('en-US')).join(' × ')
    fail(
      'data/damaged',
      `${name} should hold ${said} values (${wanted.toLocaleString('en-US')} bytes), but holds ${(bytes.length - start).toLocaleString('en-US')} bytes.`,
      { where: { file: name }, hint: 'Download or copy the file again.' },
    )
  }
  return { file: name, type, sizes, bytes: bytes.subarray(start) }
}

function pairUp(pictures: readonly Idx[], labels: readonly Idx[]): Map<Idx, Idx> {
  const pairs = new Map<Idx, Idx>()
  const left = new Set(labels)
  const match = (fits: (picture: Idx, label: Idx) => boolean): void => {
    for (const picture of pictures) {
      const found = pairs.has(picture) ? [] : [...left].filter((label) => fits(picture, label))
      const [label] = found
      if (label && found.length === 1) {
        pairs.set(picture, label)
        left.delete(label)
      }
    }
  }
  match((picture, label) => stemOf(picture.file) === stemOf(label.file))
  match((picture, label) => picture.sizes[0] === label.sizes[0])
  if (pictures.length - pairs.size === 1 && left.size === 1) match(() => true)
  const [orphan] = left
  if (orphan)
    fail('data/labels-unpaired', `${orphan.file} fits none of the pictures.`, {
      where: { file: orphan.file },
      hint: 'Drop each file of pictures with its own labels.',
    })
  return pairs
}

function toDataset(picture: Idx, label: Idx | undefined): Dataset {
  const [count = 0, height = 0, width = 0, channels = 1] = picture.sizes
  if (label && label.sizes[0] !== count)
    fail(
      'data/count-mismatch',
      `${picture.file} holds ${count.toLocaleString('en-US')} pictures, ${label.file} ${(label.sizes[0] ?? 0).toLocaleString('en-US')} labels.`,
      { where: { file: label.file }, hint: 'Drop the labels that belong to these pictures.' },
    )
  if (count === 0 || height * width * channels === 0)
    fail('data/empty', `${picture.file} holds no pictures.`, { where: { file: picture.file } })
  const labels = label && readLabels(label)
  return {
    name: stemOf(picture.file) || picture.file,
    count,
    shape: [height, width, channels],
    ...(picture.type === 8 ? { pixels: picture.bytes } : { values: readFloats(picture) }),
    ...(labels && { labels }),
    classCount: countClasses(labels),
    part: describePart(picture.file),
  }
}

function readNumbers({ type, bytes, file }: Idx): (i: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 8) return (i) => view.getUint8(i)
  if (type === 9) return (i) => view.getInt8(i)
  if (type === 11) return (i) => view.getInt16(2 * i)
  if (type === 12) return (i) => view.getInt32(4 * i)
  if (type === 13) return (i) => view.getFloat32(4 * i)
  if (type === 14) return (i) => view.getFloat64(8 * i)
  return fail('data/damaged', `${file} has values of the unknown type ${type}.`, {
    where: { file },
  })
}

function readFloats(idx: Idx): Float32Array {
  const read = readNumbers(idx)
  const count = idx.sizes.reduce((product, size) => product * size, 1)
  return Float32Array.from({ length: count }, (_, i) => read(i))
}

function readLabels(idx: Idx): Uint8Array | Uint16Array {
  if (idx.type === 8) return idx.bytes
  const read = readNumbers(idx)
  return Uint16Array.from({ length: idx.sizes[0] ?? 0 }, (_, i) => {
    const label = read(i)
    if (Number.isInteger(label) && label >= 0 && label < 65_536) return label
    return fail(
      'data/bad-label',
      `${idx.file} has the label ${label}; labels are whole numbers from 0.`,
      {
        where: { file: idx.file },
      },
    )
  })
}
