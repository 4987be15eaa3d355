// Real models on real data: the accuracy that is known for them. All 10,000 images and all models:
// `npm run -s accuracy`.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Dataset } from '../datasets/dataset'
import { readDataset } from '../datasets/index'
import { importModel } from '../importers/index'
import type { InputFile } from '../importers/index'
import { randomModel } from '../layers/randomModel'
import { UserError } from '../lib/diagnostics'
import { dataPath, hasData } from '../lib/testData'
import type { Model } from '../model/model'
import type { Engine } from '../simulate/engine'
import { createEngine } from '../simulate/engine'
import { evaluate } from './evaluate'
import { chooseTestSamples } from './runInt8'
import { adaptToData, checkSamples, chooseParts, selectSamples } from './samples'

const quiet = () => undefined

function readFiles(path: string, name: string): InputFile[] {
  if (statSync(path).isFile()) return [{ name, bytes: new Uint8Array(readFileSync(path)) }]
  return readdirSync(path).flatMap((entry) => readFiles(join(path, entry), `${name}/${entry}`))
}

const known: readonly (readonly [path: string, floatTop1Percent: number])[] = [
  ['h5/tensorspace_lenet_mnist.h5', 98.66],
  ['h5/tinymaix_mnist_dw.h5', 93.22],
  ['h5/tinymaix_mnist_same.h5', 95.28],
  ['h5/tinymaix_mnist_valid.h5', 96.54],
  ['h5/tinymaix_mnist_resnet.h5', 98.25],
  ['keras/mnist_evanshumaker.keras', 98.83],
  ['keras/mnist_tf213_windows_backslash.keras', 98.93],
  ['tfjs/lenet5-mnist', 97.64],
  ['tfjs/mnist-bn-gap-saved-by-tfjs4', 96.54],
]

describe.runIf(hasData)('accuracy of real models', () => {
  let engine: Engine
  let mnist: readonly Dataset[]
  beforeAll(async () => {
    engine = await createEngine()
    const names = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz']
    const files = names.flatMap((name) => readFiles(dataPath(`mnist/${name}`), name))
    mnist = await readDataset(files, quiet)
  })
  const open = async (path: string) => {
    const { model } = await importModel(readFiles(dataPath(path), path), quiet)
    return adaptToData(model, mnist)
  }

  it('is exactly known on all 10,000 images', async () => {
    const { accuracy } = await evaluate(await open('h5/tinymaix_mnist_arduino.h5'), mnist, engine)
    expect(accuracy.samples).toBe(10_000)
    expect(Math.abs((accuracy.labelled?.floatTop1Percent ?? 0) - 86.93)).toBeLessThanOrEqual(0.02)
    expect(Math.abs((accuracy.labelled?.int8Top1Percent ?? 0) - 86.93)).toBeLessThanOrEqual(0.3)
  })

  it.each(known)('%s: float and int8 agree on 500 images', async (path, floatTop1Percent) => {
    const { accuracy } = await evaluate(await open(path), mnist, engine, 500)
    const { floatTop1Percent: float = 0, int8Top1Percent: int8 = 0 } = accuracy.labelled ?? {}
    expect(accuracy.samples).toBe(500)
    expect(Math.abs(float - floatTop1Percent)).toBeLessThan(3)
    expect(Math.abs(int8 - float)).toBeLessThan(1.5)
    expect(accuracy.agreementPercent).toBeGreaterThan(97)
  })
})

describe('samples', () => {
  const dataset = (part: Dataset['part'], count: number): Dataset => ({
    name: part,
    part,
    count,
    shape: [1, 2, 1],
    pixels: Uint8Array.from({ length: 2 * count }, (_, i) => i),
    labels: Uint8Array.from({ length: count }, (_, i) => i),
    classCount: count,
  })

  it('measures the test part and calibrates on the training part', () => {
    const [train, test, unknown] = [dataset('train', 9), dataset('test', 5), dataset('unknown', 3)]
    expect(chooseParts([train, test])).toEqual({ train, test })
    expect(chooseParts([train, unknown])).toEqual({ train, test: unknown })
    expect(chooseParts([train])).toEqual({ test: train })
    expect(chooseParts([])).toEqual({})
  })

  it('selects samples with their labels', () => {
    const { count, pixels, labels } = selectSamples(dataset('test', 5), [4, 1])
    expect([count, [...(pixels ?? [])], [...(labels ?? [])]]).toEqual([2, [8, 9, 2, 3], [4, 1]])
  })

  it('says which samples can not become inputs', () => {
    const model = randomModel(1)
    const [input, ...rest] = model.nodes
    const taking = (shape: readonly number[]): Model => ({
      ...model,
      nodes: [{ ...input!, attrs: { ...input!.attrs, shape } }, ...rest],
    })
    const numbers: Dataset = {
      name: 'rows.csv',
      part: 'test',
      count: 2,
      shape: [1, 3, 1],
      values: Float32Array.of(1, 2, 3, 4, 5, 6),
      classCount: 0,
    }
    expect(() => checkSamples(taking([3]), [numbers])).not.toThrow()
    expect(() => checkSamples(taking([8]), [numbers])).toThrow(
      /rows\.csv are 1 × 3 × 1; .* takes 8/,
    )
    // A picture is fitted, whatever its size.
    expect(() => checkSamples(taking([9, 9, 1]), [dataset('test', 2)])).not.toThrow()
    for (const size of [1, 8, 16])
      expect(() => checkSamples(taking([size]), [dataset('test', 2)])).toThrow(UserError)
  })

  it('never measures samples that calibrated', () => {
    const { samples, indices } = chooseTestSamples([dataset('test', 5)], [0, 3], 2)
    expect([...indices]).toEqual([1, 2])
    expect([...(samples.labels ?? [])]).toEqual([1, 2])
  })
})
