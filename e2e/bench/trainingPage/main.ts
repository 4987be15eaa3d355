// A page that only trains: what the benchmark drives, through the product's own training worker.

import { readDataset } from '../../../src/datasets/index'
import type { Dataset } from '../../../src/datasets/dataset'
import { importModel } from '../../../src/importers/index'
import { defaultTrainOptions } from '../../../src/learning/trainOptions'
import type { BackendName, TrainOptions } from '../../../src/learning/trainOptions'
import type { Model } from '../../../src/model/model'
import { createTraining } from '../../../src/workers/createTraining'
import type { TrainNews } from '../../../src/workers/trainFunctions'

export interface TrainingRun {
  readonly epochMs: readonly number[]
  readonly lastLoss: number
  readonly validationPercent: number
  readonly backend: string
  readonly trials: unknown
}

const fetchFile = async (name: string) => {
  const answer = await fetch(`./${name}`)
  return { name, bytes: new Uint8Array(await answer.arrayBuffer()) }
}

async function open(model: string, images: number): Promise<[Model, Dataset]> {
  const imported = await importModel([await fetchFile(model)], () => undefined)
  const files = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'].map(fetchFile)
  const [all] = await readDataset(await Promise.all(files), () => undefined)
  if (!imported.model || !all?.pixels) throw new Error('no model or no data')
  const size = all.shape[0] * all.shape[1]
  const { pixels, labels } = all
  const cut = { pixels: pixels.slice(0, images * size), labels: labels?.slice(0, images) }
  return [imported.model, { ...all, ...cut, count: images, part: 'train' }]
}

/** Times from the first step's end to the last's, so without starting the back end. */
async function train(
  name: string,
  images: number,
  changes: Partial<TrainOptions>,
  backend?: BackendName,
): Promise<TrainingRun> {
  const [model, dataset] = await open(name, images)
  const training = createTraining(() => {
    // The address stands inside, or the bundler takes the file for a picture.
    const worker = new Worker(new URL('../../../src/workers/train.worker.ts', import.meta.url), {
      type: 'module',
    })
    return {
      port: worker,
      onBroken: (listener) => (worker.onerror = ({ message }) => listener(message)),
      stop: () => worker.terminate(),
    }
  })
  const epochMs: number[] = []
  let [begin, chosen, trials]: [number, string, unknown] = [0, '', []]
  const onNews = (news: TrainNews) => {
    if (news.kind === 'backend') [chosen, trials] = [news.name, news.trials]
    if (news.kind === 'epoch' || news.kind === 'backend') begin = performance.now()
    if (news.kind !== 'step') return
    const { step, steps, epochs } = news.step
    if (step % (steps / epochs) === 0) epochMs.push(performance.now() - begin)
  }
  const options = { ...defaultTrainOptions, patience: 0, ...changes }
  const shares = { validation: 0, test: 0 }
  const input = { model, datasets: [dataset], options, shares, ...(backend ? { backend } : {}) }
  const trained = await training.train(input, new AbortController().signal, onNews)
  training.stop()
  const lastLoss = trained.stepLosses.at(-1) ?? NaN
  const validationPercent = trained.epochs.at(-1)?.trainAccuracyPercent ?? NaN
  return { epochMs, lastLoss, validationPercent, backend: chosen, trials }
}

Object.assign(globalThis, { trainBenchmark: train })
