// Makes one layer narrower: the channels of largest L1 norm stay, and all that follows is rewired.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import { cutChannels } from './cutChannels'
import type { Edit } from './edit'
import { findNode, intArg, stringArg } from './edit'
import { weakestClasses } from './rankChannels'
import { traceChannels } from './traceChannels'
import { widthProblem } from './widthProblem'

/** Throws a UserError where the layer can't have this width; growing is not possible. */
export function setChannels(model: Model, id: NodeId, count: number): Model {
  const { name } = findNode(model, id)
  const where = { node: id }
  const problem = widthProblem(model, id)
  if (problem) fail('edit/width', `The size of ${name} can't be changed: it ${problem}.`, { where })
  const now = traceChannels(model).classes.get(id)?.length ?? 0
  if (!Number.isInteger(count) || count < 1 || count > now)
    fail('edit/width', `${name} has ${now} channels and can't have ${count}.`, {
      where,
      hint: `Choose a whole number from 1 to ${now}.`,
    })
  return cutChannels(model, new Set(weakestClasses(model, id, count, new Set())), 'content')
}

export const setChannelsEdit: Edit = {
  id: 'setChannels',
  label: 'Layer size',
  apply: (model, args) => setChannels(model, stringArg(args, 'node'), intArg(args, 'count')),
  sample: (_model, hidden) => ({ node: hidden, count: 2 }),
}
