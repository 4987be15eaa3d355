// Which layers have a width that can be changed, and which move together.

import type { Model, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import { findNode } from './edit'
import { hasWidth, traceChannels } from './traceChannels'

/** Why a layer's number of channels can't be changed, as a clause behind its name; or undefined. */
export function widthProblem(model: Model, id: NodeId): string | undefined {
  const node = findNode(model, id)
  const layer = layerOf(node.kind)
  if (!layer) return 'is not supported'
  if (!hasWidth(layer)) return 'has no width of its own: it follows the layers before it'
  const { classes, frozen } = traceChannels(model)
  const own = classes.get(id)
  if (!own) return "stands behind a layer that can't run"
  const stuck = own.find((one) => frozen.has(one))
  return stuck === undefined ? undefined : frozen.get(stuck)
}

/**
 * The layers with a width that lose channels when this one does, itself included, in flow order:
 * those whose results are added to its own.
 */
export function widthGroup(model: Model, id: NodeId): readonly NodeId[] {
  const { classes } = traceChannels(model)
  const own = new Set(classes.get(findNode(model, id).id))
  return model.nodes.flatMap((node) => {
    const layer = layerOf(node.kind)
    const shared = layer && hasWidth(layer) && classes.get(node.id)?.some((one) => own.has(one))
    return shared ? [node.id] : []
  })
}
