// The page's long work, each as one function: threads, blobs and order are settled here.

import { withKernels } from '../compile/compile'
import type { Build, Calibration } from '../compile/build'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import type { ReadOptions } from '../datasets/index'
import type { ExportFile } from '../exporters/exporter'
import type { ModelFile } from '../exporters/models/index'
import type { ModelFormatId } from '../exporters/models/modelFormats'
import type { Imported, InputFile } from '../importers/index'
import type { Report } from '../lib/diagnostics'
import type { Model } from '../model/model'
import type { Ranges } from '../model/quantized'
import type { Evaluation } from '../project/evaluate'
import type { MeasuredChannels } from '../project/measureChannels'
import type { BuiltFiles, EngineFunctions } from './engineFunctions'
import type { FloatFunctions } from './floatFunctions'
import type { ImportFunctions } from './importFunctions'
import { evaluateInThreads } from './evaluateInThreads'
import { packModel, packRequest } from './packing'
import { connect } from './rpc'
import type { Progress, Tell, Thread } from './rpc'

export interface BuildInput {
  readonly plan: Plan
  readonly datasets: readonly Dataset[]
  /** Of this model and these samples; without it they are evaluated first. */
  readonly evaluation?: Evaluation
  readonly labels?: readonly string[]
}

export interface Built {
  readonly build: Build
  readonly files: readonly ExportFile[]
}

/** Every function stops its thread when `signal` is aborted, and then rejects. */
export interface Studio {
  readonly importFiles: (
    files: readonly InputFile[],
    signal: AbortSignal,
    tell: Tell,
  ) => Promise<Imported>
  readonly readSamples: (
    files: readonly InputFile[],
    options: ReadOptions,
    report: Report,
    signal?: AbortSignal,
  ) => Promise<readonly Dataset[]>
  readonly evaluateModel: (
    model: Model,
    datasets: readonly Dataset[],
    signal: AbortSignal,
    tell: Tell,
  ) => Promise<Evaluation>
  /** Null where there are no samples to calibrate on. */
  readonly measureChannels: (
    model: Model,
    datasets: readonly Dataset[],
    signal: AbortSignal,
    tell: Tell,
  ) => Promise<MeasuredChannels | null>
  readonly buildFiles: (input: BuildInput, signal: AbortSignal, tell: Tell) => Promise<Built>
  /** Several files come as a zip. */
  readonly exportModel: (
    model: Model,
    formatId: ModelFormatId,
    labels: readonly string[] | undefined,
    signal: AbortSignal,
  ) => Promise<ModelFile>
  readonly packZip: (files: readonly ExportFile[]) => Promise<Uint8Array>
  /** Starts the thread of `importFiles` before there are files. */
  readonly warmReader: () => void
  /** Starts the threads of `evaluateModel` while the user still looks around. */
  readonly warmUp: () => void
  readonly stop: () => void
}

export interface Threads {
  readonly startImport: () => Thread
  readonly startFloat: () => Thread
  readonly startEngine: () => Thread
}

export function createStudio(threads: Threads): Studio {
  const importer = connect<ImportFunctions>(threads.startImport)
  const float = connect<FloatFunctions>(threads.startFloat)
  const floatRuns = connect<FloatFunctions>(threads.startFloat)
  const engine = connect<EngineFunctions>(threads.startEngine)

  const calibrate = (model: Model, datasets: readonly Dataset[], signal: AbortSignal) => {
    const { request, blobs } = packRequest(model, datasets)
    return float.call('calibrate', request, { signal, blobs })
  }

  const evaluateModel: Studio['evaluateModel'] = (model, datasets, signal, tell) =>
    evaluateInThreads({ float, floatRuns, engine }, model, datasets, signal, tell)

  return {
    importFiles: async (files, signal, tell) => {
      tell('Reading the model')
      const imported = await importer.call('importModel', files, { signal })
      // The files that came back are clones; callers know the ones that they gave.
      const given = new Map(files.map((file) => [file.name, file]))
      return { ...imported, unused: imported.unused.map((file) => given.get(file.name) ?? file) }
    },

    readSamples: async (files, options, report, signal) => {
      const request = { files, options }
      const { datasets, diagnostics } = await importer.call('readDataset', request, { signal })
      diagnostics.forEach(report)
      return datasets
    },

    evaluateModel,

    measureChannels: (model, datasets, signal, tell) => {
      const { request, blobs } = packRequest(model, datasets)
      const onProgress = ({ done, total }: Progress) => tell('Measuring channels', done / total)
      return float.call('measureChannels', request, { signal, blobs, onProgress })
    },

    buildFiles: async ({ plan, datasets, evaluation: known, labels }, signal, tell) => {
      tell('Calibrating')
      // With data a project says its accuracy, as the command line's does.
      const evaluation =
        known ??
        (datasets.length > 0 ? await evaluateModel(plan.model, datasets, signal, tell) : undefined)
      const { ranges, calibration } = evaluation ?? (await calibrate(plan.model, [], signal))
      tell('Writing the project')
      const { request, blobs } = packRequest(plan.model, datasets)
      const { board, options } = plan
      const made = await engine.call(
        'buildProject',
        { ...request, boardId: board.id, options, ranges, calibration, evaluation, labels },
        { signal, blobs },
      )
      return { build: completeBuild(plan, made, ranges, calibration), files: made.files }
    },

    exportModel: (model, formatId, labels, signal) => {
      const { packed, blobs } = packModel(model)
      return importer.call('exportModel', { model: packed, formatId, labels }, { signal, blobs })
    },

    packZip: (files) => engine.call('packZip', files),
    // Whatever goes wrong with warming up shows itself when the threads are needed.
    warmReader: () => {
      importer.call('warmUp', undefined as never).catch(() => undefined)
    },
    warmUp: () => {
      float.call('warmUp', 'calibrate').catch(() => undefined)
      floatRuns.call('warmUp', 'run').catch(() => undefined)
      engine.call('warmUp', undefined as never).catch(() => undefined)
    },
    stop: () => [importer, float, floatRuns, engine].forEach((client) => client.stop()),
  }
}

/** The page's own ops hold the weights as functions, which can't cross threads. */
function completeBuild(
  plan: Plan,
  { program, quantized }: BuiltFiles,
  ranges: Ranges,
  calibration: Calibration,
): Build {
  const { ops } = plan.fused
  if (ops.length !== quantized.ops.length)
    throw new Error(`${quantized.ops.length} quantized ops for ${ops.length}`)
  return {
    plan: withKernels(plan, program),
    ranges,
    calibration,
    program,
    quantized: {
      ...quantized,
      ops: quantized.ops.map((bare, i) => ({ ...bare, op: ops[i]! })),
    },
  }
}
