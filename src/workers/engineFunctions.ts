// What the engine worker does, on the C kernels: int8 results, and the project's files.

import { boardById } from '../boards/index'
import type { Calibration } from '../compile/build'
import { emit, plan } from '../compile/compile'
import type { CompileOptions } from '../compile/plan'
import type { ExportFile } from '../exporters/exporter'
import { writeZip } from '../exporters/writeZip'
import type { Program } from '../model/program'
import type { QuantizedGraph, QuantizedOp, Quantization, Ranges } from '../model/quantized'
import { buildProject } from '../project/buildProject'
import type { Evaluation } from '../project/evaluate'
import { bulkPlan, chooseTestSamples, runInt8Samples } from '../project/runInt8'
import { createEngine } from '../simulate/engine'
import type { Engine } from '../simulate/engine'
import { unpackDatasets, unpackModel } from './packing'
import type { SamplesRequest } from './packing'
import { transferring } from './rpc'
import type { CallContext } from './rpc'

interface Calibrated {
  readonly ranges: Ranges
  readonly calibration: Calibration
}

export interface Int8Results {
  readonly outputs: Int8Array
  readonly quantization: Quantization
  readonly perSample: number
  /** The measured samples. */
  readonly source: string
  readonly indices: Uint32Array
  readonly labels?: Uint8Array | Uint16Array
}

export interface Int8Request extends SamplesRequest, Calibrated {
  readonly excluded: readonly number[]
}

export interface BuildRequest extends SamplesRequest, Calibrated {
  readonly boardId: string
  readonly options: CompileOptions
  readonly evaluation?: Evaluation
  readonly labels?: readonly string[]
}

/** A quantized op without its `op`, which holds functions: the page has its own. */
export type BareOp = Omit<QuantizedOp, 'op'>

export interface BuiltFiles {
  readonly files: readonly ExportFile[]
  readonly program: Program
  readonly quantized: Omit<QuantizedGraph, 'ops'> & { readonly ops: readonly BareOp[] }
}

let started: Promise<Engine> | undefined
const engine = () => (started ??= createEngine())

export const engineFunctions = {
  warmUp: async (): Promise<void> => {
    await engine()
  },

  runInt8: async (request: Int8Request, context: CallContext): Promise<Int8Results> => {
    const made = bulkPlan(unpackModel(request.model, context))
    const datasets = unpackDatasets(request.datasets, context)
    const { samples, indices } = chooseTestSamples(datasets, request.excluded)
    const build = emit(made, request.ranges, request.calibration)
    const onProgress = (done: number, total: number) => context.onProgress({ done, total })
    const outputs = runInt8Samples(build, await engine(), samples, onProgress)
    const results = {
      outputs,
      quantization: build.quantized.output,
      perSample: build.program.output.bytes,
      source: samples.name,
      indices,
      ...(samples.labels ? { labels: samples.labels } : {}),
    }
    return transferring(results, [outputs.buffer as ArrayBuffer])
  },

  buildProject: async (request: BuildRequest, context: CallContext): Promise<BuiltFiles> => {
    const { boardId, options, ranges, calibration, evaluation, labels } = request
    const board = boardById(boardId)
    if (!board) throw new Error(`there is no board ${boardId}`)
    const input = {
      plan: plan(unpackModel(request.model, context), board, options),
      datasets: unpackDatasets(request.datasets, context),
      ranges,
      calibration,
      evaluation,
      labels,
    }
    const { build, files } = buildProject(input, await engine())
    const { program, quantized } = build
    const ops = quantized.ops.map(({ op: _, ...bare }) => bare)
    return { files, program, quantized: { ...quantized, ops } }
  },

  packZip: (files: readonly ExportFile[]): Promise<Uint8Array> => writeZip(files),
}

export type EngineFunctions = typeof engineFunctions
