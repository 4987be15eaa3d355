import { describe, expect, it } from 'vitest'
import { readDataset } from './index'
import type { DataFile, ReadOptions } from './index'

const file = (text: string, name = 'samples.csv'): DataFile => ({
  name,
  bytes: new TextEncoder().encode(text),
})

async function read(text: string, options?: ReadOptions, name?: string) {
  const notes: string[] = []
  const [dataset] = await readDataset([file(text, name)], (d) => notes.push(d.message), options)
  return {
    dataset,
    notes,
    labels: [...(dataset?.labels ?? [])],
    values: [...(dataset?.values ?? [])],
  }
}

/** Rows of `pixels` numbers with a label before or behind them. */
function pictures(before: boolean, labels: readonly number[], pixels = 784): string {
  const row = Array.from({ length: pixels }, (_, i) => (i === 300 ? 200 : 0))
  return labels.map((label) => (before ? [label, ...row] : [...row, label]).join()).join('\n')
}

describe('tables', () => {
  it('finds the column that the head calls a label', async () => {
    const { dataset, labels, values, notes } = await read('a,Label,b\n0.5,1,2\n1e-1,0,-3\n')
    expect(dataset).toMatchObject({ count: 2, shape: [1, 2, 1], classCount: 2, part: 'unknown' })
    expect(labels).toEqual([1, 0])
    expect(values.map((value) => Number(value.toFixed(3)))).toEqual([0.5, 2, 0.1, -3])
    expect(notes).toEqual([
      'Classes are in column “Label” of samples.csv. 2 columns are the sample.',
    ])
  })

  it('finds labels before and behind pixels, with and without a head', async () => {
    for (const before of [true, false]) {
      const { dataset, labels } = await read(
        pictures(before, [7, 2, 1]),
        undefined,
        'mnist_test.csv',
      )
      expect(dataset).toMatchObject({ shape: [28, 28, 1], count: 3, part: 'test' })
      expect(dataset?.pixels?.[300]).toBe(200)
      expect(labels).toEqual([7, 2, 1])
    }
    const head = Array.from({ length: 784 }, (_, i) => `pixel${i}`).join()
    const { dataset } = await read(`${head}\n${pictures(true, [0]).slice(2)}`, {
      input: [28, 28, 1],
    })
    expect(dataset).toMatchObject({ count: 1, classCount: 0 })
  })

  it('reads classes that are words, in the model’s order where it has one', async () => {
    const text = 'x;y;kind\r\n1;2;"b;eta"\r\n3;4;alpha\r\n\r\n'
    const { labels, dataset, values } = await read(text)
    expect([dataset?.classNames, labels, values]).toEqual([
      ['alpha', 'b;eta'],
      [1, 0],
      [1, 2, 3, 4],
    ])
    const known = await read(text, { labels: ['b;eta', 'gamma', 'alpha'] })
    expect([known.dataset?.classCount, known.labels]).toEqual([3, [0, 2]])
  })

  it('leaves out a column that only counts', async () => {
    const { values, labels, notes } = await read('id,a,b,species\n1,5,6,0\n2,7,8,1')
    expect([values, labels]).toEqual([
      [5, 6, 7, 8],
      [0, 1],
    ])
    expect(notes[0]).toContain('1 left out')
  })

  it('takes a number to predict as no class', async () => {
    const { labels, dataset } = await read('a,b,target\n1,2,0.25\n2,3,0.5')
    expect([labels, dataset?.classCount, dataset?.shape]).toEqual([[], 0, [1, 2, 1]])
  })

  it('knows by the model’s input that no column is too many', async () => {
    const { labels, dataset } = await read('1,2,0\n2,3,1', { input: [3] })
    expect([labels, dataset?.shape]).toEqual([[], [1, 3, 1]])
  })

  it.each([
    ['rows of other lengths', '1,2,3\n4,5,6\n7,8\n', 'Line 3 of samples.csv has 2 cells'],
    ['words among numbers', 'a,b,label\n1,2,0\n3,x,1', 'Line 3 of samples.csv: column “b” is “x”'],
    ['empty cells', 'a,b,label\n1,2,0\n3,,1', 'column “b” is empty, not a number'],
    ['a head alone', 'a,b\n', 'is no data set'],
    ['prose', 'Dear reader, this is a table, or not', 'is no data set'],
    ['JSON', '[1,2,3]', 'is no data set'],
  ])('refuses %s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  it('is quick with a large one', async () => {
    const text = pictures(
      true,
      Array.from({ length: 2000 }, (_, i) => i % 10),
    )
    const start = performance.now()
    const { dataset } = await read(text)
    expect(dataset?.count).toBe(2000)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})
