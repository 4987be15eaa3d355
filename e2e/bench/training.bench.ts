// An epoch of fine-tuning in headless Chromium: LeNet-5, 2,000 MNIST images, batch 32, Adam, one thread,
// through the page's training worker (goal 2.5 s, aim 1.7 s; TensorFlow.js on its cpu back end: 31 s).

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import { defaultAugmentation } from '../../src/learning/augment'
import { defaultQuantizationAware } from '../../src/learning/trainOptions'
import type { TrainOptions } from '../../src/learning/trainOptions'
import { dataPath } from '../../src/lib/testData'
import { quantile, withBrowser } from './page'
import type { TrainingRun } from './trainingPage/main'

const images = 2000
const epochs = 6

const cases: readonly (readonly [string, Partial<TrainOptions>])[] = [
  ['fine-tuning', {}],
  ['with augmentation', { augmentation: defaultAugmentation }],
  ['quantization-aware', { quantization: defaultQuantizationAware }],
]

async function withTrainingPage<T>(use: (address: string) => Promise<T>): Promise<T> {
  const outDir = mkdtempSync(join(tmpdir(), 'training-'))
  const common = { root: 'e2e/bench/trainingPage', configFile: false, logLevel: 'error' } as const
  await build({ ...common, base: './', build: { outDir }, worker: { format: 'es' } })
  copyFileSync('public/samples/lenet5.h5', join(outDir, 'lenet5.h5'))
  for (const name of ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'])
    copyFileSync(dataPath(`mnist/${name}`), join(outDir, name))
  const server = await preview({ ...common, build: { outDir }, preview: { port: 4298 } })
  try {
    return await use('http://localhost:4298/')
  } finally {
    await server.close()
    rmSync(outDir, { recursive: true })
  }
}

type TrainBenchmark = (
  model: string,
  images: number,
  options: Partial<TrainOptions>,
  backend: string,
) => Promise<TrainingRun>

// As text, since the checker gives up on what options may hold.
function train({ images, options }: { images: number; options: string }): Promise<TrainingRun> {
  const { trainBenchmark } = globalThis as unknown as { trainBenchmark: TrainBenchmark }
  return trainBenchmark('lenet5.h5', images, JSON.parse(options), 'wasm')
}

/** Prints a table and a JSON line. */
export async function benchTraining(): Promise<void> {
  const runs = await withTrainingPage((address) =>
    withBrowser(async (page) => {
      await page.goto(address)
      await page.waitForFunction(() => 'trainBenchmark' in globalThis)
      const results: [string, TrainingRun][] = []
      for (const [name, options] of cases)
        results.push([
          name,
          await page.evaluate(train, { images, options: JSON.stringify({ epochs, ...options }) }),
        ])
      return results
    }),
  )
  const rows = runs.map(([name, { epochMs, lastLoss }]) => ({
    training: name,
    'best s/epoch': Number((Math.min(...epochMs) / 1000).toFixed(2)),
    'median s/epoch': Number((quantile(epochMs, 0.5) / 1000).toFixed(2)),
    'images/s': Math.round((1000 * images) / Math.min(...epochMs)),
    'last loss': Number(lastLoss.toPrecision(3)),
  }))
  console.table(rows)
  const [first] = runs
  const figures = {
    epochMs: quantile(first?.[1].epochMs ?? [], 0.5),
    bestMs: Math.min(...(first?.[1].epochMs ?? [])),
  }
  console.log(JSON.stringify({ bench: 'training', ...figures }))
}
