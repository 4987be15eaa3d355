// The registry of data formats and the way from dropped files to labelled samples.

import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import { gunzip, isGzip } from '../lib/gzip'
import { unpackArchives } from '../importers/unpackArchives'
import { csv } from './csv'
import type { Dataset } from './dataset'
import { idx } from './idx'
import { npy } from './npy'
import { pictureFolders } from './pictureFolders'
import type { DataFile, DataFormat, ReadOptions } from './shared'

export type { Dataset } from './dataset'
export type { DataFile, ReadOptions } from './shared'

const maxBytes = 512 * 2 ** 20

/** Asked in this order. */
export const dataFormats: readonly DataFormat[] = [idx, npy, pictureFolders, csv]

/**
 * All data sets among these files, plain, gzipped or in zips, in any order; files that are no data are
 * passed over with a note. Throws UserError where there is none, or where samples and labels do not fit.
 */
export async function readDataset(
  files: readonly DataFile[],
  report: Report,
  options: ReadOptions = {},
): Promise<Dataset[]> {
  const unpacked: DataFile[] = []
  for (const file of await unpackArchives(files))
    unpacked.push(
      isGzip(file.bytes)
        ? {
            name: file.name.replace(/\.gz$/i, ''),
            bytes: await gunzip(file.bytes, file.name, maxBytes),
          }
        : file,
    )
  const datasets: Dataset[] = []
  const used = new Set<DataFile>()
  for (const format of dataFormats) {
    const own = unpacked.filter((file) => !used.has(file) && format.detect(file))
    if (own.length === 0) continue
    for (const file of own) used.add(file)
    datasets.push(...(await format.read(own, options, report)))
  }
  const others = unpacked.filter((file) => !used.has(file))
  if (datasets.length === 0)
    fail(
      'data/unknown-format',
      `${others[0]?.name ?? 'Nothing'} is no data set that can be read.`,
      {
        ...(others[0] && { where: { file: others[0].name } }),
        hint: `These can be read: ${dataFormats.map(({ label }) => label).join('; ')}.`,
      },
    )
  reportOthers(others, report)
  return datasets
}

function reportOthers(others: readonly DataFile[], report: Report): void {
  const [first, ...more] = others
  if (!first) return
  const named = others.slice(0, 3).map(({ name }) => name)
  const all =
    others.length > 3 ? `${named.join(', ')} and ${others.length - 3} more` : named.join(', ')
  report({
    severity: 'note',
    code: 'data/passed-over',
    message:
      more.length === 0
        ? `${first.name} is no data set and was passed over.`
        : `No data sets, and passed over: ${all}.`,
    where: { file: first.name },
  })
}
