// The edits, one line each: what can be done to a model once it is read.

import type { Edit } from './edit'
import { applyWidthsEdit } from './applyWidths'
import { chooseOutputEdit } from './chooseOutput'
import { keepChannelsEdit } from './keepChannels'
import { renameEdit } from './rename'
import { scaleWidthsEdit } from './scaleWidths'
import { setChannelsEdit } from './setChannels'
import { setPreprocessingEdit } from './setPreprocessing'

export const edits: readonly Edit[] = [
  setChannelsEdit,
  applyWidthsEdit,
  keepChannelsEdit,
  scaleWidthsEdit,
  chooseOutputEdit,
  setPreprocessingEdit,
  renameEdit,
]

const byId = new Map(edits.map((edit) => [edit.id, edit]))

export function editById(id: string): Edit | undefined {
  return byId.get(id)
}
