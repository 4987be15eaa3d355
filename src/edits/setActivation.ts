// Another activation for a layer that has one of its own.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import { changeNode, fieldOf, placeOf, unsuited, withAttrs } from './changeNode'
import type { Edit } from './edit'
import { numberArg, stringArg } from './edit'

/** `alpha`: slope of a leaky ReLU below zero; Keras' 0.3 where not said. */
export function setActivation(model: Model, id: NodeId, activation: string, alpha?: number): Model {
  const place = placeOf(model, id)
  const { node } = place
  const { of } = fieldOf(place, 'activation', 'choice', 'activation')
  if (!of.includes(activation))
    fail('edit/activation', `${node.name} can't have the activation ${activation}.`, {
      where: { node: id },
      hint: `Known are ${of.join(', ')}.`,
    })
  const slope = activation === 'leakyRelu' ? (alpha ?? 0.3) : undefined
  const attrs = withAttrs(node.attrs, { activation, alpha: slope })
  const same = node.attrs['activation'] === activation && node.attrs['alpha'] === slope
  if (same) return model
  return changeNode(
    model,
    { ...node, attrs },
    `${node.name} can't have the activation ${activation}`,
    { untrained: unsuited(model, id) },
  )
}

export const setActivationEdit: Edit = {
  id: 'setActivation',
  label: 'Activation',
  apply: (model, args) => {
    const alpha = args['alpha'] === undefined ? undefined : numberArg(args, 'alpha')
    return setActivation(model, stringArg(args, 'node'), stringArg(args, 'activation'), alpha)
  },
  sample: (_model, hidden) => ({ node: hidden, activation: 'relu' }),
}
