import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { dataPath, hasData } from '../lib/testData'
import { readDataset } from './index'
import type { DataFile } from './index'

const none = (): void => undefined

function idx(
  name: string,
  type: number,
  sizes: readonly number[],
  bytes: readonly number[],
): DataFile {
  const head = [0, 0, type, sizes.length, ...sizes.flatMap((n) => [n >>> 24, n >>> 16, n >>> 8, n])]
  return { name, bytes: Uint8Array.from([...head, ...bytes].map((b) => b & 255)) }
}

const pictures = (name: string, count: number): DataFile =>
  idx(
    name,
    8,
    [count, 1, 2],
    Array.from({ length: count * 2 }, (_, i) => i),
  )
const labels = (name: string, values: readonly number[]): DataFile =>
  idx(name, 8, [values.length], values)

describe('IDX', () => {
  it('pairs pictures and labels by name, in any order, plain or packed', async () => {
    const train = labels('train-labels-idx1-ubyte', [1, 0])
    const files = [
      labels('t10k-labels.idx1-ubyte', [3, 1]),
      pictures('train-images-idx3-ubyte', 2),
      { name: `${train.name}.gz`, bytes: new Uint8Array(gzipSync(train.bytes)) },
      pictures('t10k-images.idx3-ubyte', 2),
    ]
    const [one, other] = await readDataset(files, none)
    expect(one).toMatchObject({ part: 'train', count: 2, shape: [1, 2, 1], classCount: 2 })
    expect([...(one?.labels ?? [])]).toEqual([1, 0])
    expect([...(one?.pixels ?? [])]).toEqual([0, 1, 2, 3])
    expect(other).toMatchObject({ part: 'test', classCount: 4 })
    expect([...(other?.labels ?? [])]).toEqual([3, 1])
  })

  it('pairs by count where names do not tell', async () => {
    const files = [pictures('a', 3), labels('b', [1, 1]), pictures('c', 2), labels('d', [2, 2, 2])]
    const datasets = await readDataset(files, none)
    expect(datasets.map(({ classCount }) => classCount)).toEqual([3, 2])
    expect(datasets.map(({ part }) => part)).toEqual(['unknown', 'unknown'])
  })

  it('takes pictures without labels, float values and wide labels', async () => {
    const float = idx('x', 13, [1, 1, 2], [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0])
    const wide = idx('y', 12, [1], [0, 0, 1, 44])
    const [dataset] = await readDataset([float, wide], none)
    expect(dataset?.values).toEqual(Float32Array.of(1, -2))
    expect(dataset?.labels).toEqual(Uint16Array.of(300))
    const [bare] = await readDataset([pictures('x', 2)], none)
    expect(bare).toMatchObject({ classCount: 0, count: 2 })
    expect(bare?.labels).toBeUndefined()
  })

  it.each<[string, readonly DataFile[], string]>([
    [
      'counts that differ',
      [pictures('p', 2), labels('l', [1, 2, 3])],
      'p holds 2 pictures, l 3 labels.',
    ],
    ['labels alone', [labels('l', [1])], 'l holds labels, but no pictures came with it.'],
    [
      'labels too many',
      [pictures('p', 1), labels('p-labels', [1]), labels('l', [1, 2])],
      'l fits none of the pictures.',
    ],
    [
      'a file cut short',
      [{ ...pictures('p', 2), bytes: pictures('p', 2).bytes.subarray(0, 18) }],
      'p should hold 2 × 1 × 2 values (4 bytes), but holds 2 bytes.',
    ],
    ['no pictures', [pictures('p', 0)], 'p holds no pictures.'],
    [
      'a label below zero',
      [pictures('p', 1), idx('l', 12, [1], [255, 255, 255, 255])],
      'l has the label -1',
    ],
    [
      'sizes of billions',
      [idx('p', 8, [4e9, 4e9, 4e9], [])],
      'p should hold 4,000,000,000 × 4,000,000,000',
    ],
    ['something else', [{ name: 'x.csv', bytes: Uint8Array.of(65, 66) }], 'x.csv is no data set'],
  ])('refuses %s', async (_, files, part) => {
    await expect(readDataset(files, none)).rejects.toThrow(part)
  })

  it('passes over files that are no data', async () => {
    const notes: string[] = []
    const files = [pictures('p', 1), { name: 'readme', bytes: Uint8Array.of(1) }]
    expect(await readDataset(files, (d) => notes.push(d.message))).toHaveLength(1)
    expect(notes).toEqual(['readme is no data set and was passed over.'])
  })
})

describe.skipIf(!hasData)('MNIST', () => {
  const read = (...paths: readonly string[]): DataFile[] =>
    paths.map((path) => ({
      name: basename(path),
      bytes: new Uint8Array(readFileSync(dataPath(path))),
    }))

  it('has 10,000 test pictures whose first is a 7', async () => {
    const files = read('mnist/t10k-labels-idx1-ubyte.gz', 'mnist/t10k-images-idx3-ubyte.gz')
    const [dataset] = await readDataset(files, none)
    expect(dataset).toMatchObject({
      name: 't10k',
      count: 10_000,
      shape: [28, 28, 1],
      classCount: 10,
      part: 'test',
    })
    expect(dataset?.labels?.[0]).toBe(7)
  })

  it('does not go with the labels of another data set', async () => {
    const files = read(
      'fashion-mnist/fashion900-images-idx3-ubyte.gz',
      'fashion-mnist/t10k-labels-idx1-ubyte.gz',
    )
    await expect(readDataset(files, none)).rejects.toThrow('holds 900 pictures')
  })
})
