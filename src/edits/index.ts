// The edits, one line each: what can be done to a model once it is read.

import type { Edit, EditArgs } from './edit'
import type { Model } from '../model/model'
import { applyWidthsEdit } from './applyWidths'
import { chooseOutputEdit } from './chooseOutput'
import { keepChannelsEdit } from './keepChannels'
import { poolInsteadOfFlattenEdit } from './poolInsteadOfFlatten'
import { pruneWeightsEdit } from './pruneWeights'
import { removeLayerEdit } from './removeLayer'
import { renameEdit } from './rename'
import { scaleWidthsEdit } from './scaleWidths'
import { separateConvolutionEdit } from './separateConvolution'
import { setActivationEdit } from './setActivation'
import { setChannelsEdit } from './setChannels'
import { setInputSizeEdit } from './setInputSize'
import { setKernelEdit } from './setKernel'
import { setPoolingEdit } from './setPooling'
import { setPreprocessingEdit } from './setPreprocessing'
import { setStridesEdit } from './setStrides'

export const edits: readonly Edit[] = [
  setChannelsEdit,
  applyWidthsEdit,
  keepChannelsEdit,
  scaleWidthsEdit,
  setKernelEdit,
  setStridesEdit,
  setPoolingEdit,
  setActivationEdit,
  removeLayerEdit,
  poolInsteadOfFlattenEdit,
  separateConvolutionEdit,
  setInputSizeEdit,
  pruneWeightsEdit,
  chooseOutputEdit,
  setPreprocessingEdit,
  renameEdit,
]

const byId = new Map(edits.map((edit) => [edit.id, edit]))

export function editById(id: string): Edit | undefined {
  return byId.get(id)
}

/** What undo says: "Kernel size of conv2d_1", "Global pooling instead of flatten_3". */
export function editLabel(edit: Edit, model: Model, args: EditArgs): string {
  const node = model.nodes.find(({ id }) => id === args['node'])
  return node ? `${edit.label} of ${node.name}` : edit.label
}
