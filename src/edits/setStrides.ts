// Another stride for a convolution or a pooling.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import { sizeAttr } from '../layers/shared'
import { changeNode, fieldOf, placeOf, unsuited } from './changeNode'
import type { Edit } from './edit'
import { sizeArg, stringArg } from './edit'

export function setStrides(model: Model, id: NodeId, strides: readonly [number, number]): Model {
  const place = placeOf(model, id)
  const { node } = place
  fieldOf(place, 'strides', 'size', 'stride')
  if (sizeAttr(node.attrs, 'strides').join() === strides.join()) return model
  const dilation = sizeAttr(node.attrs, 'dilation', [1, 1])
  const refusal = `${node.name} can't have the stride ${strides.join(' × ')}`
  if (Math.max(...dilation) > 1 && Math.max(...strides) > 1)
    fail('edit/stride', `${refusal}: its kernel is dilated by ${dilation.join(' × ')}.`, {
      where: { node: id },
      hint: 'Keras does not stride and dilate at once.',
    })
  return changeNode(model, { ...node, attrs: { ...node.attrs, strides } }, refusal, {
    untrained: unsuited(model, id),
  })
}

export const setStridesEdit: Edit = {
  id: 'setStrides',
  label: 'Stride',
  apply: (model, args) => setStrides(model, stringArg(args, 'node'), sizeArg(args, 'strides')),
  sample: (_model, hidden) => ({ node: hidden, strides: [2, 2] }),
}
