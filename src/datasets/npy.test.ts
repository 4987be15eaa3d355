import { describe, expect, it } from 'vitest'
import { packZip } from '../lib/zip'
import { readDataset } from './index'
import type { DataFile, ReadOptions } from './index'
import { npy, npyFile } from './testArrays'

const read = (files: readonly DataFile[], options?: ReadOptions) =>
  readDataset(files, () => undefined, options)
const count = (n: number) => Uint8Array.from({ length: n }, (_, i) => i)

async function npz(name: string, members: readonly DataFile[]): Promise<DataFile> {
  return { name, bytes: await packZip(members.map(({ name: path, bytes }) => ({ path, bytes }))) }
}

describe('NumPy arrays', () => {
  it('reads an .npz with the names of Keras’ mnist.npz', async () => {
    const file = await npz('mnist.npz', [
      npy('x_test.npy', '|u1', [2, 2, 2], count(8)),
      npy('x_train.npy', '|u1', [3, 2, 2], count(12)),
      npy('y_test.npy', '|u1', [2], Uint8Array.of(7, 2)),
      npy('y_train.npy', '<i8', [3], BigInt64Array.of(5n, 0n, 4n)),
    ])
    const [test, train] = await read([file])
    expect(test).toMatchObject({ name: 'test', part: 'test', count: 2, shape: [2, 2, 1] })
    expect([...(test?.pixels ?? []), ...(test?.labels ?? [])]).toEqual([...count(8), 7, 2])
    expect(train).toMatchObject({ name: 'train', part: 'train', classCount: 6 })
    expect([...(train?.labels ?? [])]).toEqual([5, 0, 4])
  })

  it('pairs arrays of any name by count', async () => {
    const [one, other] = await read([
      npy('a.npy', '<f4', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6.5)),
      npy('b.npy', '<i4', [3, 1], Int32Array.of(2, 1, 0)),
      npy('c.npy', '<f4', [3, 1, 1, 3], new Float32Array(9)),
      npy('d.npy', '<i2', [2], Int16Array.of(1, 9)),
    ])
    expect(one).toMatchObject({ shape: [1, 3, 1], classCount: 10, part: 'unknown' })
    expect([...(one?.values ?? [])]).toEqual([1, 2, 3, 4, 5, 6.5])
    expect([...(other?.labels ?? [])]).toEqual([2, 1, 0])
  })

  it('takes one-hot labels, and rows as the pictures that the model takes', async () => {
    const [dataset] = await read(
      [
        npy(
          'x.npy',
          '<f8',
          [2, 12],
          Float64Array.from({ length: 24 }, (_, i) => i * 10),
        ),
        npy('y.npy', '<f4', [2, 3], Float32Array.of(0, 0, 1, 0, 1, 0)),
      ],
      { input: [2, 2, 3] },
    )
    expect(dataset).toMatchObject({ shape: [2, 2, 3], classCount: 3 })
    expect([...(dataset?.labels ?? [])]).toEqual([2, 1])
    expect(dataset?.pixels?.[23]).toBe(230)
  })

  it('reads columns first, big-endian and half precision', async () => {
    const [columns] = await read([
      npy('x.npy', '<f4', [2, 3], Float32Array.of(1, 4, 2, 5, 3, 6), true),
    ])
    expect([...(columns?.values ?? [])]).toEqual([1, 2, 3, 4, 5, 6])
    const [big] = await read([
      npy('x.npy', '>f4', [1, 2], Uint8Array.of(0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0)),
    ])
    expect([...(big?.values ?? [])]).toEqual([1, -2])
    const [half] = await read([npy('x.npy', '<f2', [1, 2], Uint8Array.of(0, 0x3c, 0, 0xc0))])
    expect([...(half?.values ?? [])]).toEqual([1, -2])
  })

  it.each<[string, DataFile, string]>([
    [
      'objects',
      npy('x.npy', '|O', [2], count(2)),
      'x.npy holds Python objects, which only Python can open.',
    ],
    ['complex numbers', npy('x.npy', '<c8', [1, 2], count(16)), "values of type '<c8'"],
    ['text', npy('x.npy', '<U5', [2], count(40)), "values of type '<U5'"],
    [
      'a file cut short',
      npy('x.npy', '<f4', [2, 9], count(8)),
      'x.npy should hold 2 × 9 values (72 bytes), but holds 8 bytes.',
    ],
    ['sizes beyond all', npy('x.npy', '|u1', [2 ** 40, 2 ** 40], count(4)), 'says its shape is'],
    ['negative sizes', npy('x.npy', '|u1', [-1, 4], count(4)), 'says its shape is'],
    ['five axes', npy('x.npy', '|u1', [1, 1, 1, 2, 2], count(4)), 'have 4 axes'],
    [
      'a header that is none',
      npyFile('x.npy', 'nothing', count(4)),
      'holds values of type unknown',
    ],
    ['missing values', npy('x.npy', '<f4', [1, 2], Float32Array.of(1, NaN)), 'holds NaN'],
    [
      'a header without end',
      { name: 'x.npy', bytes: npy('x', '|u1', [4], count(4)).bytes.slice(0, 40) },
      'x.npy ends in its header.',
    ],
    ['labels alone', npy('y_test.npy', '|u1', [4], count(4)), 'holds labels, but no pictures'],
  ])('refuses %s', async (_, file, message) => {
    await expect(read([file])).rejects.toThrow(message)
  })
})
