// What happens to files that were read: a model is opened, data becomes its samples, both at once if
// both are there. Comes behind the first paint, with all that a model needs (`opening.ts`).

import type { Dataset } from '../datasets/dataset'
import { readOptionsFor } from '../datasets/readOptionsFor'
import type { Diagnostic } from '../lib/diagnostics'
import { UserError } from '../lib/diagnostics'
import type { Imported, InputFile } from '../importers/shared'
import type { Model } from '../model/model'
import { adaptToData, checkSamples } from '../project/samples'
import type { Progress } from './jobs'
import { commit, openModel, project } from './project'
import { samples, setSamples } from './samples'
import { freshView, session, show } from './session'
import { training } from './training'
import { studio } from '../workers/studio'

/** Starts the thread that reads files while none is there yet. */
export function warmReader(): void {
  studio.warmReader()
}

function hasCode(error: unknown, code: string): error is UserError {
  return error instanceof UserError && error.diagnostics.some((one) => one.code === code)
}

/** A UserError that no model is among the files, where they may be data for the open one. */
async function findModel(
  files: readonly InputFile[],
  signal: AbortSignal,
  progress: Progress,
): Promise<Imported | UserError> {
  try {
    return await studio.importFiles(files, signal, progress)
  } catch (error) {
    const mayBeData = project.getState().design !== null
    if (mayBeData && hasCode(error, 'import/no-model')) return error
    throw error
  }
}

function openImported(imported: Imported, files: readonly InputFile[]): void {
  const { model, format, readBytes, diagnostics, unused, labels } = imported
  const used = files.filter((file) => !unused.includes(file))
  // Neither weights nor the notes of Teachable Machine name a model.
  const main = used.find(({ name }) => !/\.bin$|(^|\/)metadata\.json$/.test(name)) ?? used[0]
  const suiting = samplesFor(model)
  openModel(model, main?.name ?? model.name, session.getState().startBoardId, labels)
  show({
    ...freshView,
    report: { fileName: main?.name ?? model.name, format, bytes: readBytes, diagnostics },
  })
  if (suiting.length > 0) takeSamples(suiting)
  else if (samples.getState().datasets.length > 0) setSamples([])
}

/**
 * The samples of the project before, where they suit: another model for the same data is no reason to
 * drop it again. Not where that project cut them or has learned from them.
 */
function samplesFor(model: Model): readonly Dataset[] {
  const { datasets } = samples.getState()
  if (training.store.getState().learned.length > 0) return []
  try {
    checkSamples(model, datasets)
    return datasets
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

/** Takes the samples, and reads them as this model probably wants it. */
function takeSamples(given: readonly Dataset[], diagnostics: readonly Diagnostic[] = []): void {
  const datasets = training.testable(given)
  setSamples(datasets, diagnostics)
  commit('pictures read as the data is', (design) => {
    const base = adaptToData(design.base, datasets)
    const labels = design.labels ?? datasets.find(({ classNames }) => classNames)?.classNames
    const same = JSON.stringify(base.preprocessing) === JSON.stringify(design.base.preprocessing)
    if (same && labels === design.labels) return design
    return { ...design, ...(same ? {} : { base }), ...(labels ? { labels } : {}) }
  })
}

async function openData(
  files: readonly InputFile[],
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  progress('Reading samples')
  const diagnostics: Diagnostic[] = []
  const { design } = project.getState()
  const datasets = await studio.readSamples(
    files,
    design ? readOptionsFor(design.base, design.labels) : {},
    (diagnostic) => diagnostics.push(diagnostic),
    signal,
  )
  if (design) checkSamples(design.base, datasets)
  takeSamples(datasets, diagnostics)
  // Who looks at training wants to train with it.
  if (session.getState().tab !== 'train') show({ tab: 'accuracy' })
}

/** Files beside a model are often notes and labels: only data that is broken is worth an error. */
async function openBeside(
  { unused }: Imported,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  if (unused.length === 0) return
  try {
    await openData(unused, signal, progress)
  } catch (error) {
    if (!hasCode(error, 'data/unknown-format')) throw error
    const names = unused.map(({ name }) => name).join(', ')
    const note = { severity: 'note', code: 'studio/passed-over' } as const
    const { report } = session.getState()
    const diagnostics = [
      ...(report?.diagnostics ?? []),
      { ...note, message: `Not used: ${names}.` },
    ]
    if (report) show({ report: { ...report, diagnostics } })
  }
}

/** Throws UserError where there is neither a model nor data for the open one. */
export async function openContent(
  files: readonly InputFile[],
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const found = await findModel(files, signal, progress)
  signal.throwIfAborted()
  if (!(found instanceof UserError)) {
    openImported(found, files)
    return openBeside(found, signal, progress)
  }
  try {
    await openData(files, signal, progress)
  } catch (error) {
    throw hasCode(error, 'data/unknown-format')
      ? new UserError([...found.diagnostics, ...error.diagnostics])
      : error
  }
}

/** Digits drawn by the page itself, for a first try without any file. */
export async function drawDigits(count = 1000): Promise<void> {
  const { generateDigits } = await import('../datasets/generatedDigits')
  const before = samples.getState().id
  const digits = generateDigits(count, 1)
  if (samples.getState().id === before) takeSamples([digits])
}
