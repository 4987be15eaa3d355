// Makes one layer narrower or wider; all that follows is rewired.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import type { Activity } from './activity'
import type { Copies } from './cutWeights'
import type { Edit } from './edit'
import { findNode, intArg, numberArg, stringArg } from './edit'
import { importanceArg } from './importance'
import type { Importance } from './importance'
import { resizeChannels } from './resizeChannels'
import { widthProblem } from './widthProblem'

export interface SetChannelsOptions {
  /** Which channels stay; by the weights that make them where not said. */
  readonly importance?: Importance
  /** With it, those who read removed channels make up for them as well as they can. */
  readonly activity?: Activity
  /** How copies differ when the layer grows; without noise the function stays the same. */
  readonly copies?: Copies
}

/** Throws a UserError where the layer can't have this width. */
export function setChannels(
  model: Model,
  id: NodeId,
  count: number,
  options: SetChannelsOptions = {},
): Model {
  const { name } = findNode(model, id)
  const problem = widthProblem(model, id)
  if (problem)
    fail('edit/width', `The size of ${name} can't be changed: it ${problem}.`, {
      where: { node: id },
    })
  return resizeChannels(model, new Map([[id, count]]), options)
}

export const setChannelsEdit: Edit = {
  id: 'setChannels',
  label: 'Layer size',
  apply: (model, args) => {
    const copies = { seed: intArg(args, 'seed', 0), noise: numberArg(args, 'noise', 0) }
    const options = { importance: importanceArg(args), copies }
    return setChannels(model, stringArg(args, 'node'), intArg(args, 'count'), options)
  },
  sample: (_model, hidden) => ({ node: hidden, count: 2 }),
}
