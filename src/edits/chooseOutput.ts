// Another result of the network goes to the board: one that the file declares, or any layer's.
// Layers that it does not need stay in the model and are left out when it is compiled.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import type { Edit } from './edit'
import { findNode, stringArg } from './edit'

export function chooseOutput(model: Model, id: NodeId): Model {
  const { kind, name } = findNode(model, id)
  if (kind === 'input')
    fail('edit/output', `${name} is an input; the network would compute nothing.`, {
      where: { node: id },
      hint: 'Choose a layer behind it.',
    })
  return model.output === id ? model : { ...model, output: id }
}

export const chooseOutputEdit: Edit = {
  id: 'chooseOutput',
  label: 'Output',
  apply: (model, args) => chooseOutput(model, stringArg(args, 'node')),
  sample: (_model, hidden) => ({ node: hidden }),
}
