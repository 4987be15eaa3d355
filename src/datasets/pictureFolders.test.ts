import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importModel } from '../importers/index'
import { runFloat } from '../layers/runModel'
import { dataPath, hasData } from '../lib/testData'
import { encodePng } from '../lib/testPictures'
import { packZip } from '../lib/zip'
import { readDataset } from './index'
import type { DataFile, ReadOptions } from './index'
import { toFloats } from './toInputs'

const classes = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')

function png(name: string, height: number, width: number, channels: 1 | 3, value = 7): DataFile {
  return { name, bytes: encodePng(height, width, channels, value) }
}

async function read(files: readonly DataFile[], options?: ReadOptions) {
  const notes: string[] = []
  const datasets = await readDataset(files, (d) => notes.push(d.message), options)
  return { datasets, first: datasets[0], notes }
}

describe('pictures in folders', () => {
  it('have their folder as class, their grandfolder as part', async () => {
    const { datasets, notes } = await read([
      png('pets/test/dog/a.png', 3, 4, 1, 1),
      png('pets/test/cat/b.png', 3, 4, 1, 2),
      png('pets/train/dog/c.png', 3, 4, 1, 3),
    ])
    const [train, test] = datasets
    expect(train).toMatchObject({ name: 'train', part: 'train', count: 1, shape: [3, 4, 1] })
    expect(test).toMatchObject({ part: 'test', classNames: ['cat', 'dog'], classCount: 2 })
    expect([...(test?.labels ?? [])]).toEqual([1, 0])
    expect(test?.pixels?.[0]).toBe(1)
    expect(notes).toContain('Classes, one per folder: 0 cat, 1 dog.')
  })

  it('of a zip, numbered folders by number', async () => {
    const members = [png('10/a.png', 2, 2, 1), png('9/b.png', 2, 2, 1)]
    const bytes = await packZip(members.map(({ name: path, bytes: b }) => ({ path, bytes: b })))
    const { first } = await read([{ name: 'digits.zip', bytes }])
    expect(first).toMatchObject({ name: 'digits', classNames: ['9', '10'] })
    expect([...(first?.labels ?? [])]).toEqual([1, 0])
  })

  it('become what the model takes: stretched, grey, in its order of classes', async () => {
    const { first, notes } = await read(
      [png('a/x.png', 4, 8, 3, 90), png('b/y.png', 2, 2, 1, 40)],
      {
        input: [2, 3, 1],
        labels: ['b', 'a'],
      },
    )
    expect(first?.shape).toEqual([2, 3, 1])
    expect([...(first?.pixels ?? [])]).toEqual([90, 90, 90, 90, 90, 90, 40, 40, 40, 40, 40, 40])
    expect([...(first?.labels ?? [])]).toEqual([1, 0])
    expect(notes).toContain('Pictures of different sizes were stretched to 2 × 3, in grey.')
  })

  it('of one size that is no larger than the input stay as they are', async () => {
    const { first } = await read([png('a/x.png', 28, 28, 1), png('b/y.png', 28, 28, 1)], {
      input: [32, 32, 1],
    })
    expect(first?.shape).toEqual([28, 28, 1])
  })

  it.each<[string, readonly DataFile[], string]>([
    [
      'a picture without a class',
      [png('a/x.png', 2, 2, 1), png('y.png', 2, 2, 1)],
      'y.png lies in no',
    ],
    [
      'a damaged picture',
      [{ name: 'a/x.png', bytes: png('', 9, 9, 1).bytes.slice(0, 60) }],
      'a/x.png is a picture, but it is damaged',
    ],
    [
      'formats that nobody decodes',
      [{ name: 'a/x.gif', bytes: new TextEncoder().encode('GIF89a, and so on') }],
      'a/x.gif is a GIF picture; PNG and JPEG can be read.',
    ],
  ])('refuses %s', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(message)
  })

  it.skipIf(!hasData)('are recognized by a real CIFAR-10 model', async () => {
    const folder = dataPath('cifar10/jpg')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.jpg'))
      .map((path) => ({
        name: `jpg/${path}`,
        bytes: new Uint8Array(readFileSync(`${folder}/${path}`)),
      }))
    const { first } = await read(files, { input: [32, 32, 3] })
    expect(first).toMatchObject({ count: 50, shape: [32, 32, 3], classNames: classes })
    const bytes = new Uint8Array(readFileSync(dataPath('h5/tinymaix_cifar10.h5')))
    const { model } = await importModel([{ name: 'cifar10.h5', bytes }], () => undefined)
    const inputs = toFloats(first!, [32, 32, 3], model.preprocessing)
    let right = 0
    for (let i = 0; i < 50; i++) {
      const result = runFloat(model, inputs.subarray(i * 3072, (i + 1) * 3072)).get(model.output)
      if (result?.data.indexOf(Math.max(...result.data)) === first?.labels?.[i]) right++
    }
    expect(right).toBeGreaterThanOrEqual(34)
  })
})
