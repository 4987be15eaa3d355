// The registry of data formats and the way from dropped files to labelled samples.

import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import { gunzip, isGzip } from '../lib/gzip'
import type { Dataset } from './dataset'
import { isIdx, readIdx } from './idx'
import type { DataFile, DataFormat } from './shared'

export type { Dataset } from './dataset'
export type { DataFile } from './shared'

const maxBytes = 512 * 2 ** 20

/** Asked in this order. */
export const dataFormats: readonly DataFormat[] = [
  { id: 'idx', label: 'IDX (MNIST)', detect: isIdx, read: readIdx },
]

/**
 * All data sets among these files, plain or gzipped, in any order; files that are no data are passed
 * over with a note. Throws UserError where there is none, or where pictures and labels do not fit.
 */
export async function readDataset(files: readonly DataFile[], report: Report): Promise<Dataset[]> {
  const unpacked: DataFile[] = []
  for (const file of files)
    unpacked.push(
      isGzip(file.bytes)
        ? { name: file.name, bytes: await gunzip(file.bytes, file.name, maxBytes) }
        : file,
    )
  const datasets: Dataset[] = []
  const used = new Set<DataFile>()
  for (const format of dataFormats) {
    const own = unpacked.filter((file) => !used.has(file) && format.detect(file))
    if (own.length === 0) continue
    for (const file of own) used.add(file)
    datasets.push(...format.read(own))
  }
  const others = unpacked.filter((file) => !used.has(file))
  if (datasets.length === 0)
    fail(
      'data/unknown-format',
      `${others[0]?.name ?? 'Nothing'} is no data set that can be read.`,
      {
        ...(others[0] && { where: { file: others[0].name } }),
        hint: 'Pictures and labels in IDX files (MNIST, plain or .gz) can be read.',
      },
    )
  for (const { name } of others)
    report({
      severity: 'note',
      code: 'data/passed-over',
      message: `${name} is no data set and was passed over.`,
      where: { file: name },
    })
  return datasets
}
