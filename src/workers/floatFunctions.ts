// What the float worker does, with TensorFlow.js: calibration, float results, what samples say of
// every channel.

import { startTfjs } from '../learning/startTfjs'
import { prepareCalibration } from '../project/calibrate'
import { calibrateModel, runFloatSamples } from '../project/evaluate'
import type { Calibrated } from '../project/calibrate'
import { measureChannels } from '../project/measureChannels'
import type { MeasuredChannels } from '../project/measureChannels'
import { bulkPlan } from '../project/runInt8'
import { chooseParts, sliceSamples } from '../project/samples'
import { createEngine } from '../simulate/engine'
import { unpackDatasets, unpackModel } from './packing'
import type { SamplesRequest } from './packing'
import { transferring } from './rpc'
import type { CallContext } from './rpc'

export interface FloatRequest extends SamplesRequest {
  /** Which samples of the test part. */
  readonly from: number
  readonly count: number
}

/** `wasmUrl` is that of TensorFlow.js' .wasm; Node finds it by itself. */
export const createFloatFunctions = (wasmUrl?: string) => ({
  /** Loads and compiles what the first run would wait for; what calibrates needs more. */
  warmUp: async (use: 'calibrate' | 'run'): Promise<void> => {
    await Promise.all([startTfjs(wasmUrl), ...(use === 'calibrate' ? [createEngine()] : [])])
    if (use === 'calibrate') prepareCalibration()
  },

  calibrate: async (request: SamplesRequest, context: CallContext): Promise<Calibrated> => {
    const plan = bulkPlan(unpackModel(request.model, context))
    const datasets = unpackDatasets(request.datasets, context)
    return calibrateModel(plan, datasets, await createEngine(), wasmUrl)
  },

  measureChannels: async (
    request: SamplesRequest,
    context: CallContext,
  ): Promise<MeasuredChannels | null> => {
    const model = unpackModel(request.model, context)
    const datasets = unpackDatasets(request.datasets, context)
    const onProgress = (done: number, total: number) => context.onProgress({ done, total })
    return (await measureChannels(model, datasets, onProgress, wasmUrl)) ?? null
  },

  /** Those that calibrated too: which they are may not be known yet. */
  runFloat: async (request: FloatRequest, context: CallContext): Promise<Float32Array> => {
    const plan = bulkPlan(unpackModel(request.model, context))
    const datasets = unpackDatasets(request.datasets, context)
    const { test } = chooseParts(datasets)
    if (!test) throw new Error('there are no samples to run')
    const samples = sliceSamples(test, request.from, request.count)
    let told = 0
    // Every message costs the page a new picture.
    const onProgress = (done: number, total: number) => {
      if (done < total && done < told + test.count / 20) return
      told = done
      context.onProgress({ done, total })
    }
    const outputs = await runFloatSamples(plan, samples, { onProgress }, wasmUrl)
    return transferring(outputs, [outputs.buffer as ArrayBuffer])
  },
})

export type FloatFunctions = ReturnType<typeof createFloatFunctions>
