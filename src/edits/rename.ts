// Another name for the model or for one of its layers.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import type { Edit } from './edit'
import { findNode, stringArg } from './edit'

const longest = 200

/** Without `node` the model itself is renamed. Names may hold anything; whoever prints one escapes it. */
export function rename(model: Model, name: string, node?: NodeId): Model {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > longest)
    fail('edit/name', `A name has 1 to ${longest} characters; this one has ${trimmed.length}.`)
  if (node === undefined) return { ...model, name: trimmed }
  const renamed = { ...findNode(model, node), name: trimmed }
  return { ...model, nodes: model.nodes.map((one) => (one.id === node ? renamed : one)) }
}

export const renameEdit: Edit = {
  id: 'rename',
  label: 'Name',
  apply: (model, args) =>
    rename(
      model,
      stringArg(args, 'name'),
      args['node'] === undefined ? undefined : stringArg(args, 'node'),
    ),
  sample: () => ({ name: 'digits' }),
}
