// NumPy files made for tests.

import type { DataFile } from './shared'

/** `header` is the dictionary's text, as NumPy writes it. */
export function npyFile(name: string, header: string, bytes: ArrayBufferView): DataFile {
  const text = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n'
  const head = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]
  const values = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { name, bytes: Uint8Array.from([...head, ...new TextEncoder().encode(text), ...values]) }
}

export function npy(
  name: string,
  descr: string,
  shape: readonly number[],
  values: ArrayBufferView,
  fortran = false,
): DataFile {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const order = fortran ? 'True' : 'False'
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sizes}), }`
  return npyFile(name, header, values)
}
