// The registry of model formats and the way from dropped files to a Model.

import { fail, UserError } from '../lib/diagnostics'
import type { Diagnostic, Report } from '../lib/diagnostics'
import { loadHdf5Reader } from '../lib/hdf5'
import type { Model } from '../model/model'
import { checkWeights } from './checkWeights'
import { recognizeLookAlike } from './lookAlikes'
import { isTeachableMachine, readClassLabels } from './readClassLabels'
import { formatBytes } from './shared'
import type { Imported, Importer, InputFile } from './shared'
import { findArchives, findHdf5, findLayersModels } from './detect'
import { unpackArchives } from './unpackArchives'

export type { Dropped, Imported, InputFile } from './shared'

/** Asked in this order. */
export const importers: readonly Importer[] = [
  {
    id: 'keras-archive',
    label: 'Keras .keras',
    detect: findArchives,
    load: async () => (await import('./kerasArchive')).readKerasArchive,
  },
  {
    id: 'tfjs-layers',
    label: 'TF.js layers model',
    detect: findLayersModels,
    load: async () => (await import('./tfjsLayers')).readTfjsLayers,
  },
  {
    id: 'keras-h5',
    label: 'Keras .h5',
    detect: findHdf5,
    load: async () => (await import('./kerasH5')).readKerasH5,
  },
]

/** The readers' code, ahead of the files. */
export async function loadReaders(): Promise<void> {
  await Promise.all([loadHdf5Reader(), ...importers.map(({ load }) => load())])
}

/**
 * Files as dropped: loose, as a folder (names with `/`) or as a zip. What is worth telling goes to
 * `report` and into the result. Throws UserError where no model can be read.
 */
export async function importModel(files: readonly InputFile[], report: Report): Promise<Imported> {
  const diagnostics: Diagnostic[] = []
  const tell: Report = (diagnostic) => {
    diagnostics.push(diagnostic)
    report(diagnostic)
  }
  const unpacked = await unpackArchives(files)
  const { importer, main } = chooseImporter(unpacked)
  const read = await importer.load()
  const { model: plain, format, used, dropped } = await read(main, unpacked, tell)
  checkWeights(plain, main[0]?.name ?? plain.name)
  const others = unpacked.filter((file) => !used.includes(file))
  const model = others.some(isTeachableMachine) ? takeSignedPixels(plain, tell) : plain
  const found = readClassLabels(others)
  for (const { what, bytes } of dropped)
    tell({
      severity: 'note',
      code: 'import/dropped',
      message: `Left out: ${what}, ${formatBytes(bytes)}.`,
    })
  return {
    model,
    format,
    diagnostics,
    readBytes: used.reduce((bytes, file) => bytes + file.bytes.length, 0),
    dropped,
    unused: others.filter((file) => file !== found?.file),
    ...(found && { labels: found.labels }),
  }
}

function takeSignedPixels(model: Model, report: Report): Model {
  report({
    severity: 'note',
    code: 'import/teachable-machine',
    message: 'Pixels are scaled to −1 … 1, as Teachable Machine does it.',
  })
  return { ...model, preprocessing: { ...model.preprocessing, scale: 1 / 127.5, offset: -1 } }
}

function chooseImporter(files: readonly InputFile[]): {
  importer: Importer
  main: readonly InputFile[]
} {
  const claimed = new Set<InputFile>()
  const found = importers.flatMap((importer) => {
    const main = importer.detect(files.filter((file) => !claimed.has(file)))
    for (const file of main) claimed.add(file)
    return main.length ? [{ importer, main }] : []
  })
  const [first, second] = found
  if (!first) return failWithoutModel(files)
  if (second)
    fail(
      'import/several-models',
      `Two models: ${first.main[0]?.name} and ${second.main[0]?.name}.`,
      {
        hint: 'Drop one of them.',
      },
    )
  return first
}

/** Says of each file what it is; files that rightly stand beside a model only where nothing else does. */
function failWithoutModel(files: readonly InputFile[]): never {
  const known = files.flatMap((file) => {
    const is = recognizeLookAlike(file)
    return is ? [{ file, is }] : []
  })
  const telling = known.filter(({ is }) => !is.companion)
  const told = (telling.length ? telling : known).slice(0, 3)
  if (told.length === 0)
    fail(
      'import/no-model',
      files.length === 0
        ? 'There are no files.'
        : `There is no model in ${files
            .slice(0, 3)
            .map((f) => f.name)
            .join(', ')}.`,
      { hint: 'Drop a .keras or .h5 file, or a TF.js model.json with its .bin files.' },
    )
  throw new UserError(
    told.map(({ file, is }) => ({
      severity: 'error',
      code: is.code,
      message: `${file.name} ${is.what}.`,
      where: { file: file.name },
      hint: is.hint,
    })),
  )
}
