// Long work of the page: importing, reading samples, accuracy, the project's files.

import type { Build } from '../compile/build'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import type { ExportFile } from '../exporters/exporter'
import type { Imported, InputFile } from '../importers/shared'
import type { Report } from '../lib/diagnostics'
import type { Model } from '../model/model'
import type { Evaluation } from '../project/evaluate'
import type { Progress } from './jobs'

export interface BuiltProject {
  readonly build: Build
  readonly files: readonly ExportFile[]
}

export async function importFiles(
  files: readonly InputFile[],
  signal: AbortSignal,
  progress: Progress,
): Promise<Imported> {
  progress('Reading the model')
  const { importModel } = await import('../importers')
  const imported = await importModel(files, () => {})
  signal.throwIfAborted()
  return imported
}

export async function readSamples(
  files: readonly InputFile[],
  report: Report,
): Promise<readonly Dataset[]> {
  const { readDataset } = await import('../datasets')
  return readDataset(files, report)
}

export async function evaluateModel(
  model: Model,
  datasets: readonly Dataset[],
  signal: AbortSignal,
  progress: Progress,
): Promise<Evaluation> {
  progress('Testing float and int8')
  const [{ evaluate }, { createEngine }] = await Promise.all([
    import('../project/evaluate'),
    import('../simulate/engine'),
  ])
  signal.throwIfAborted()
  return evaluate(model, datasets, await createEngine())
}

export interface BuildRequest {
  readonly plan: Plan
  readonly model: Model
  readonly datasets: readonly Dataset[]
  readonly evaluation?: Evaluation
}

export async function buildFiles(
  { plan, model, datasets, evaluation }: BuildRequest,
  signal: AbortSignal,
  progress: Progress,
): Promise<BuiltProject> {
  progress('Calibrating')
  const [{ buildProject }, { bulkPlan, calibrateModel }, { createEngine }] = await Promise.all([
    import('../project/buildProject'),
    import('../project/evaluate'),
    import('../simulate/engine'),
  ])
  const engine = await createEngine()
  const { ranges, calibration } =
    evaluation ?? (await calibrateModel(bulkPlan(model), datasets, engine))
  signal.throwIfAborted()
  progress('Writing the project')
  return buildProject({ plan, ranges, calibration, datasets, evaluation }, engine)
}

export async function packZip(files: readonly ExportFile[]): Promise<Uint8Array> {
  const { writeZip } = await import('../exporters/writeZip')
  return writeZip(files)
}
