// All desired widths applied to the trained model at once: what a slider shows follows from the
// trained weights and the widths alone, not from the way there, so sliding back restores.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import { cutChannels } from './cutChannels'
import type { Naming } from './cutChannels'
import type { Edit } from './edit'
import { weakestClasses } from './rankChannels'
import { widthProblem } from './widthProblem'

/**
 * Layers are narrowed in flow order; of layers that move together the smallest width counts.
 * Widths above the trained one and widths of layers that can't be changed (any more, after another
 * output was chosen) are left out.
 */
export function applyWidths(
  base: Model,
  widths: Readonly<Record<NodeId, number>>,
  naming: Naming = 'derived',
): Model {
  const gone = new Set<number>()
  for (const { id, name } of base.nodes) {
    const count = Object.hasOwn(widths, id) ? widths[id] : undefined
    if (count === undefined || widthProblem(base, id)) continue
    if (!Number.isInteger(count) || count < 1)
      fail('edit/width', `${name} can't have ${count} channels.`, { where: { node: id } })
    for (const one of weakestClasses(base, id, count, gone)) gone.add(one)
  }
  return cutChannels(base, gone, naming)
}

export const applyWidthsEdit: Edit = {
  id: 'applyWidths',
  label: 'Layer sizes',
  apply: (model, { widths }) => {
    if (typeof widths !== 'object' || widths === null || Array.isArray(widths))
      return fail('edit/argument', 'widths are to be numbers by layer.')
    return applyWidths(model, widths as Record<NodeId, number>, 'content')
  },
  sample: (_model, hidden) => ({ widths: { [hidden]: 2 } }),
}
