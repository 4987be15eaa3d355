// What the float worker does, with TensorFlow.js: calibration, float results, what samples say of
// every channel.

import { startTfjs } from '../learning/startTfjs'
import { prepareCalibration } from '../project/calibrate'
import { calibrateModel, runFloatSamples } from '../project/evaluate'
import type { Calibrated } from '../project/calibrate'
import { measureChannels } from '../project/measureChannels'
import type { MeasuredChannels } from '../project/measureChannels'
import { bulkPlan, chooseTestSamples } from '../project/runInt8'
import { createEngine } from '../simulate/engine'
import { unpackDatasets, unpackModel } from './packing'
import type { PackedModel } from './packing'
import { transferring } from './rpc'
import type { CallContext } from './rpc'

export interface SamplesRequest {
  readonly model: PackedModel
  readonly datasets: readonly string[]
}

export interface FloatRequest extends SamplesRequest {
  readonly excluded: readonly number[]
}

/** `wasmUrl` is that of TensorFlow.js' .wasm; Node finds it by itself. */
export const createFloatFunctions = (wasmUrl?: string) => ({
  /** Loads and compiles what the first evaluation would wait for. */
  warmUp: async (): Promise<void> => {
    await Promise.all([startTfjs(wasmUrl), createEngine()])
    prepareCalibration()
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

  runFloat: async (request: FloatRequest, context: CallContext): Promise<Float32Array> => {
    const plan = bulkPlan(unpackModel(request.model, context))
    const datasets = unpackDatasets(request.datasets, context)
    const { samples } = chooseTestSamples(datasets, request.excluded)
    const onProgress = (done: number, total: number) => context.onProgress({ done, total })
    const outputs = await runFloatSamples(plan, samples, { onProgress }, wasmUrl)
    return transferring(outputs, [outputs.buffer as ArrayBuffer])
  },
})

export type FloatFunctions = ReturnType<typeof createFloatFunctions>
