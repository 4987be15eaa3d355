// Which back end trains this model fastest here: a few real steps on each, timed. A GPU is not certain
// to win: steps of small networks are many small kernels.

import { fail } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { createTrainer } from './createTrainer'
import { startBackend } from './startBackend'
import { batchOf } from './trainModel'
import type { BackendName, TrainingData, TrainOptions } from './trainOptions'

export interface BackendTrial {
  readonly name: BackendName
  readonly msPerStep?: number
  /** Why it can't be used here. */
  readonly problem?: string
}

export interface ChosenBackend {
  readonly name: BackendName
  readonly trials: readonly BackendTrial[]
}

const timedSteps = 3
/** One that needs this many times as long for its first step, compilation included, is out. */
const hopeless = 200
/** So is one whose next step is that much slower: a GPU that is none, but a program. */
const muchSlower = 4

export interface BackendChoice {
  /** In milliseconds. */
  readonly now: () => number
  readonly wasmUrl?: string
  /** WebAssembly is tried first and is everywhere. */
  readonly candidates?: readonly BackendName[]
  /** Before each trial, which may take a second or two on a GPU. */
  readonly onTrial?: (name: BackendName) => void
}

export async function chooseBackend(
  model: Model,
  data: TrainingData,
  options: TrainOptions,
  { now, wasmUrl, candidates = ['wasm', 'webgpu', 'webgl'], onTrial }: BackendChoice,
): Promise<ChosenBackend> {
  const trials: BackendTrial[] = []
  for (const name of candidates) {
    onTrial?.(name)
    const best = Math.min(...trials.map(({ msPerStep = Infinity }) => msPerStep))
    try {
      await startBackend(name, wasmUrl)
      trials.push({ name, msPerStep: await timeSteps(model, data, options, now, best) })
    } catch (error) {
      trials.push({ name, problem: error instanceof Error ? error.message : String(error) })
    }
  }
  const usable = trials.filter(({ msPerStep }) => msPerStep !== undefined)
  const fastest = usable.sort((a, b) => (a.msPerStep ?? 0) - (b.msPerStep ?? 0))[0]
  if (!fastest)
    return fail('train/no-backend', `Training can't start here: ${trials[0]?.problem ?? ''}`)
  return { name: fastest.name, trials }
}

async function timeSteps(
  model: Model,
  data: TrainingData,
  options: TrainOptions,
  now: () => number,
  best: number,
): Promise<number> {
  const trainer = createTrainer(model, options, data.labels !== undefined)
  try {
    const batch = batchOf(data, data.train.subarray(0, options.batch))
    await trainer.prepare([batch])
    const begin = now()
    await trainer.step(batch, 0)
    const first = now()
    if (first - begin > hopeless * best) return first - begin
    for (let done = 1; ; done++) {
      await trainer.step(batch, 0)
      const msPerStep = (now() - first) / done
      if (done === timedSteps || msPerStep > muchSlower * best) return msPerStep
    }
  } finally {
    trainer.dispose()
  }
}
