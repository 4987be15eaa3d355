// IDX, the format of MNIST: two zero bytes, a type, the number of axes, their sizes (big-endian), the
// values. Pictures and labels are two files. Format: http://yann.lecun.com/exdb/mnist/

import { fail } from '../lib/diagnostics'
import { said } from './shared'
import type { DataFile, DataFormat } from './shared'
import { arraysToDatasets } from './sharedArrays'
import type { NumberArray } from './sharedArrays'

const itemBytes: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 }

function isIdx({ bytes }: DataFile): boolean {
  const axes = bytes[3] ?? 0
  const sound = bytes[0] === 0 && bytes[1] === 0 && (bytes[2] ?? 0) in itemBytes
  return sound && (axes === 1 || axes === 3 || axes === 4) && bytes.length >= 4 + 4 * axes
}

function parseIdx({ name, bytes }: DataFile): NumberArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const axes = bytes[3] ?? 0
  const type = bytes[2] ?? 0
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i))
  const start = 4 + 4 * axes
  const wanted = shape.reduce((product, size) => product * size, itemBytes[type] ?? 1)
  if (bytes.length - start !== wanted)
    fail(
      'data/damaged',
      `${name} should hold ${shape.map(said).join(' × ')} values (${said(wanted)} bytes), but holds ${said(bytes.length - start)} bytes.`,
      { where: { file: name }, hint: 'Download or copy the file again.' },
    )
  const values = bytes.subarray(start)
  const read = createReader(type, values)
  return { file: name, shape, ...(type === 8 && { bytes: values }), read }
}

function createReader(type: number, bytes: Uint8Array): (i: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 9) return (i) => view.getInt8(i)
  if (type === 11) return (i) => view.getInt16(2 * i)
  if (type === 12) return (i) => view.getInt32(4 * i)
  if (type === 13) return (i) => view.getFloat32(4 * i)
  if (type === 14) return (i) => view.getFloat64(8 * i)
  return (i) => bytes[i] ?? 0
}

export const idx: DataFormat = {
  id: 'idx',
  label: 'IDX (MNIST), plain or .gz',
  detect: isIdx,
  read: (files, options) => arraysToDatasets(files.map(parseIdx), options),
}
