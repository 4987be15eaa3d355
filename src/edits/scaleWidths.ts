// Width multiplier: every layer of a block, or of the whole network, to a share of its channels.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import type { Naming } from './cutWeights'
import type { Activity } from './activity'
import type { Edit } from './edit'
import { findNode, numberArg, stringListArg } from './edit'
import { importanceArg } from './importance'
import type { Importance } from './importance'
import { resizeChannels, widthOf } from './resizeChannels'
import { widthProblem } from './widthProblem'

const mostTimes = 16

export interface ScaleWidthsOptions {
  /** The block; without it all layers whose width can be changed. */
  readonly nodes?: readonly NodeId[]
  readonly importance?: Importance
  /** With it, those who read removed channels make up for them as well as they can. */
  readonly activity?: Activity
  readonly naming?: Naming
}

/** Widths are rounded, and at least 1. Layers of the block that can't change stay as they are. */
export function scaleWidths(
  model: Model,
  factor: number,
  { nodes, ...options }: ScaleWidthsOptions = {},
): Model {
  if (!(factor > 0 && factor <= mostTimes))
    fail('edit/width', `A width multiplier of ${factor} is not possible.`, {
      hint: `Choose a number above 0, up to ${mostTimes}.`,
    })
  const block = nodes?.map((id) => findNode(model, id).id) ?? model.nodes.map(({ id }) => id)
  const able = block.filter((id) => widthProblem(model, id) === undefined)
  if (able.length === 0) fail('edit/width', 'None of these layers has a width that can be changed.')
  const widths = able.map(
    (id) => [id, Math.max(1, Math.round(widthOf(model, id) * factor))] as const,
  )
  return resizeChannels(model, new Map(widths), options)
}

export const scaleWidthsEdit: Edit = {
  id: 'scaleWidths',
  label: 'Width multiplier',
  apply: (model, args) =>
    scaleWidths(model, numberArg(args, 'factor'), {
      nodes: args['nodes'] === undefined ? undefined : stringListArg(args, 'nodes'),
      importance: importanceArg(args),
    }),
  sample: () => ({ factor: 0.5 }),
}
