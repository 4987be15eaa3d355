import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import type { Dataset } from '../datasets/dataset'
import { pruneWeights } from '../edits/pruneWeights'
import type { Pruning } from '../edits/pruneWeights'
import { sparseSizes } from '../edits/sparseSize'
import { importModel } from '../importers/index'
import { UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { createEngine } from '../simulate/engine'
import type { Engine } from '../simulate/engine'
import { evaluate } from './evaluate'
import { measurePruning, pruningSize } from './measurePruning'
import type { PruningNews } from './measurePruning'

const ways: readonly Pruning[] = [{ level: 0 }, { level: 5 }, { level: 9 }]
const digits: Dataset = { ...generateDigits(80, 7), name: 'digits', part: 'test' }
/** A few calibrate quickly. */
const train: Dataset = { ...generateDigits(40, 8), part: 'train' }

let engine: Engine
let model: Model
beforeAll(async () => {
  engine = await createEngine()
  const bytes = new Uint8Array(readFileSync('public/samples/lenet5.h5'))
  model = (await importModel([{ name: 'lenet5.h5', bytes }], () => undefined)).model
})

async function measure(datasets: readonly Dataset[], excluded: readonly number[] = []) {
  const news: PruningNews[] = []
  const done: number[] = []
  await measurePruning(model, ways, datasets, excluded, {
    engine,
    onNews: (one) => news.push(one),
    onProgress: (part, total) => done.push(part / total),
  })
  const source = news.flatMap((one) => (one.kind === 'source' ? [one.source] : []))[0]
  const percents = (kind: 'float' | 'int8') =>
    news.flatMap((one) => (one.kind === kind ? [one.percent] : []))
  return { news, done, source, float: percents('float'), int8: percents('int8') }
}

it('measures what the accuracy tab measures, level by level, float first', async () => {
  const { news, done, source, float, int8 } = await measure([digits, train])
  const steps = news.map((one) => (one.kind === 'source' ? 'source' : `${one.kind} ${one.step}`))
  expect(steps).toEqual('source,float 0,float 1,float 2,int8 0,int8 1,int8 2'.split(','))
  for (const [step, way] of ways.slice(0, 2).entries()) {
    const { accuracy } = await evaluate(pruneWeights(model, way), [digits, train], engine)
    expect(float[step]).toBe(accuracy.labelled?.floatTop1Percent)
    expect(int8[step]).toBe(accuracy.labelled?.int8Top1Percent)
  }
  expect(float[0]).toBeGreaterThan(90)
  expect(float[2]).toBeLessThan(50)
  expect(source).toMatchObject({ name: 'digits', samples: 80, of: 80, labelled: true })
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  expect(done.at(-1)).toBe(1)
}, 60_000)

it('without labels says how often the answer stays', async () => {
  const { labels: _, ...unlabelled } = digits
  const { source, float, int8 } = await measure([unlabelled, train])
  expect(source?.labelled).toBe(false)
  expect(float[0]).toBe(100)
  expect(int8[0]).toBeGreaterThan(95)
  expect(float[2]).toBeLessThan(50)
}, 60_000)

it('leaves out what was excluded', async () => {
  const { source } = await measure([digits, train], [0, 5, 79])
  expect(source).toMatchObject({ samples: 77, of: 80 })
}, 60_000)

it('refuses to measure without samples', async () => {
  await expect(measure([])).rejects.toThrow(UserError)
})

it('sums what the layers take', () => {
  const size = pruningSize(model, { sparsity: 0.9 })
  const sizes = sparseSizes(pruneWeights(model, { sparsity: 0.9 }))
  expect(size.layers.map(({ node }) => node)).toEqual([...sizes.keys()])
  const sum = (of: (layer: (typeof size.layers)[number]) => number) =>
    size.layers.reduce((total, layer) => total + of(layer), 0)
  expect(size.weights).toBe(61_470)
  expect(size.zeros).toBe(sum((layer) => layer.zeros))
  expect(size.denseBytes).toBe(sum((layer) => layer.bytes.dense))
  expect(size.storedBytes).toBe(sum((layer) => layer.bytes[layer.best]))
  expect(size.storedBytes).toBeLessThan(0.3 * size.denseBytes)
})
