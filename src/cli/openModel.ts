// Model and data as the commands want them.

import { boards, boardById } from '../boards/index'
import type { Board } from '../boards/board'
import { readDataset } from '../datasets/index'
import type { Dataset } from '../datasets/dataset'
import type { ReadOptions } from '../datasets/index'
import { readOptionsFor } from '../datasets/readOptionsFor'
import { importModel } from '../importers/index'
import type { Imported } from '../importers/index'
import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import { readFiles } from './readFiles'

export async function openModel(paths: readonly string[], tell: Report): Promise<Imported> {
  if (paths.length === 0) fail('cli/no-model', 'No model was named.', { hint: 'See --help.' })
  return importModel(await readFiles(paths), tell)
}

/** `known` is the model that the samples are for. */
export async function openData(
  paths: readonly string[] | undefined,
  tell: Report,
  known?: Pick<Imported, 'model' | 'labels'>,
): Promise<readonly Dataset[]> {
  return paths ? readDataset(await readFiles(paths), tell, optionsFor(known)) : []
}

function optionsFor(known: Pick<Imported, 'model' | 'labels'> | undefined): ReadOptions {
  return known ? readOptionsFor(known.model, known.labels) : {}
}

export function chooseBoard(id: string | undefined): Board {
  const board = id === undefined ? undefined : boardById(id)
  if (board) return board
  return fail(
    'cli/unknown-board',
    id === undefined ? 'No board was named (--board ID).' : `There is no board ${id}.`,
    { hint: `Known are ${boards.map((known) => known.id).join(', ')}.` },
  )
}
