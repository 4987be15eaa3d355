// All desired widths applied to the trained model at once: what a slider shows follows from the
// trained weights and the widths alone, not from the way there, so sliding back restores.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import type { Activity } from './activity'
import type { Naming } from './cutWeights'
import type { Edit } from './edit'
import { importanceArg } from './importance'
import type { Importance } from './importance'
import { resizeChannels } from './resizeChannels'
import { widthProblem } from './widthProblem'

/**
 * Widths of layers that can't be changed (any more, after another output was chosen) are left out;
 * for the rest see `resizeChannels`.
 */
export function applyWidths(
  base: Model,
  widths: Readonly<Record<NodeId, number>>,
  naming: Naming = 'derived',
  importance?: Importance,
  activity?: Activity,
): Model {
  const possible = base.nodes.flatMap(({ id }) => {
    const count = Object.hasOwn(widths, id) ? widths[id] : undefined
    return count === undefined || widthProblem(base, id) ? [] : [[id, count] as const]
  })
  return resizeChannels(base, new Map(possible), { naming, importance, activity })
}

export const applyWidthsEdit: Edit = {
  id: 'applyWidths',
  label: 'Layer sizes',
  apply: (model, args) => {
    const { widths } = args
    if (typeof widths !== 'object' || widths === null || Array.isArray(widths))
      return fail('edit/argument', 'widths are to be numbers by layer.')
    const numbers = widths as Record<NodeId, number>
    return applyWidths(model, numbers, 'content', importanceArg(args))
  },
  sample: (_model, hidden) => ({ widths: { [hidden]: 2 } }),
}
