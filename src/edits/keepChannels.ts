// Removes chosen channels of one layer; all that is added to them or reads them is rewired.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import { cutChannels } from './cutChannels'
import type { Edit } from './edit'
import { findNode, intListArg, stringArg } from './edit'
import { emptiedNode } from './rankChannels'
import { traceChannels } from './traceChannels'
import { widthProblem } from './widthProblem'

/** `keep` lists the channels that stay; what only goes together stays when any of it is kept. */
export function keepChannels(model: Model, id: NodeId, keep: readonly number[]): Model {
  const { name } = findNode(model, id)
  const where = { node: id }
  const problem = widthProblem(model, id)
  if (problem) fail('edit/width', `The size of ${name} can't be changed: it ${problem}.`, { where })
  const own = traceChannels(model).classes.get(id) ?? new Int32Array()
  const wrong = keep.find((channel) => own[channel] === undefined)
  if (wrong !== undefined || keep.length === 0)
    fail('edit/width', `${name} has the channels 0 to ${own.length - 1}, not ${wrong ?? 'none'}.`, {
      where,
    })
  const staying = new Set(keep.map((channel) => own[channel]))
  const gone = new Set(own.filter((one) => !staying.has(one)))
  const emptied = emptiedNode(model, gone)
  if (emptied !== undefined)
    fail('edit/width', `${findNode(model, emptied).name} would have no channels left.`, {
      where: { node: emptied },
      hint: `Keep a channel of ${name} that it shares.`,
    })
  return cutChannels(model, gone, 'content')
}

export const keepChannelsEdit: Edit = {
  id: 'keepChannels',
  label: 'Chosen channels',
  apply: (model, args) => keepChannels(model, stringArg(args, 'node'), intListArg(args, 'keep')),
  sample: (_model, hidden) => ({ node: hidden, keep: [0, 2] }),
}
