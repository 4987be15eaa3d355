// NumPy's .npy, alone or as the members of an .npz (a zip, unpacked before): a header that is a Python
// dictionary, then the values. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { fail } from '../lib/diagnostics'
import { halfToFloat } from '../lib/halfFloat'
import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import { said } from './shared'
import type { DataFile, DataFormat } from './shared'
import { arraysToDatasets } from './sharedArrays'
import type { NumberArray } from './sharedArrays'

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const maxHeader = 65_536
const maxAxes = 8

type Reader = (view: DataView, at: number, little: boolean) => number

const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  b1: [1, (view, at) => (view.getUint8(at) ? 1 : 0)],
  u1: [1, (view, at) => view.getUint8(at)],
  i1: [1, (view, at) => view.getInt8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  f2: [2, (view, at, little) => halfToFloat(view.getUint16(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
}

const isNpy = ({ bytes }: DataFile): boolean => magic.every((byte, i) => bytes[i] === byte)

function parseNpy({ name, bytes }: DataFile): NumberArray {
  const { text, start } = readHeader(name, bytes)
  const type = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(text)
  const [itemBytes, readItem] = readers[type?.[2] ?? ''] ?? failOfType(name, text)
  const shape = readShape(name, /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1])
  const values = bytes.subarray(start)
  const wanted = shapeSize(shape) * itemBytes
  if (values.length < wanted)
    failDamaged(
      name,
      `should hold ${shape.map(said).join(' × ')} values (${said(wanted)} bytes), but holds ${said(values.length)} bytes`,
    )
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  const little = type?.[1] !== '>'
  const order = /'fortran_order'\s*:\s*True/.test(text) ? fortranOrder(shape) : undefined
  const read = (i: number): number => readItem(view, (order?.(i) ?? i) * itemBytes, little)
  const plain = type?.[2] === 'u1' && !order
  return { file: name, shape, ...(plain && { bytes: values.subarray(0, wanted) }), read }
}

function readHeader(name: string, bytes: Uint8Array): { text: string; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12) failDamaged(name, 'ends in its header')
  const wide = (bytes[6] ?? 1) > 1
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  const from = wide ? 12 : 10
  if (length > maxHeader || from + length > bytes.length) failDamaged(name, 'ends in its header')
  const text = new TextDecoder('latin1').decode(bytes.subarray(from, from + length))
  return { text, start: from + length }
}

function readShape(name: string, text: string | undefined): Shape {
  const sizes = (text ?? '').split(',').filter((part) => part.trim() !== '')
  const shape = sizes.map(Number)
  const sound = shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  if (!sound || shape.length > maxAxes || !Number.isSafeInteger(shapeSize(shape)))
    failDamaged(name, `says its shape is (${(text ?? '').slice(0, 60)})`)
  if (shape.length === 0)
    fail('data/no-samples', `${name} holds a single number, no samples.`, { where: { file: name } })
  return shape
}

/** From the index of a value in our order to its place in the file, first axis fastest there. */
function fortranOrder(shape: Shape): (i: number) => number {
  const strides = shape.map((_, axis) => shapeSize(shape.slice(0, axis)))
  return (i) => {
    let rest = i
    let at = 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1
      at += (rest % size) * (strides[axis] ?? 0)
      rest = Math.floor(rest / size)
    }
    return at
  }
}

function failOfType(name: string, header: string): never {
  const type = /'descr'\s*:\s*(.{1,40}?)\s*,\s*'fortran/.exec(header)?.[1] ?? 'unknown'
  const objects = /'\|O/.test(type)
  return fail(
    'data/unsupported-type',
    objects
      ? `${name} holds Python objects, which only Python can open.`
      : `${name} holds values of type ${type}; numbers can be read.`,
    {
      where: { file: name },
      hint: 'Save an array of numbers, for instance np.save(file, x.astype("float32")).',
    },
  )
}

function failDamaged(name: string, why: string): never {
  return fail('data/damaged', `${name} ${why}.`, {
    where: { file: name },
    hint: 'Save the array again, or copy the file again.',
  })
}

export const npy: DataFormat = {
  id: 'npy',
  label: 'NumPy .npy and .npz',
  detect: isNpy,
  read: (files, options) => arraysToDatasets(files.map(parseNpy), options),
}
