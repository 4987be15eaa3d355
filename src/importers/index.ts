// The registry of model formats and the way from dropped files to a Model.

import { fail } from '../lib/diagnostics'
import type { Diagnostic, Report } from '../lib/diagnostics'
import { isHdf5 } from '../lib/hdf5'
import { formatBytes } from './shared'
import type { Imported, Importer, InputFile } from './shared'

export type { Dropped, Imported, InputFile } from './shared'

/** Asked in this order. */
export const importers: readonly Importer[] = [
  {
    id: 'keras-h5',
    label: 'Keras .h5',
    detect: (files) => nonEmpty(files.filter((file) => isHdf5(file.bytes))),
    load: async () => (await import('./kerasH5')).readKerasH5,
  },
]

/** Throws UserError where the files hold no model that can be read. */
export async function importModel(files: readonly InputFile[], report: Report): Promise<Imported> {
  const diagnostics: Diagnostic[] = []
  const tell: Report = (diagnostic) => {
    diagnostics.push(diagnostic)
    report(diagnostic)
  }
  for (const importer of importers) {
    const main = importer.detect(files)
    if (!main) continue
    const read = await importer.load()
    const { model, format, used, dropped } = await read(main, files, tell)
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
      unused: files.filter((file) => !used.includes(file)),
    }
  }
  return fail('import/no-model', 'There is no model among these files.')
}

function nonEmpty(files: readonly InputFile[]): readonly InputFile[] | undefined {
  return files.length ? files : undefined
}
