// Every weight against the shape that its layer has in this model, input channels included.

import { fail } from '../lib/diagnostics'
import { layerOf } from '../layers/index'
import { modelShapes } from '../layers/modelShapes'
import { formatShape } from '../model/model'
import type { Model, Shape } from '../model/model'
import { quoteName } from './shared'

/** Throws UserError at the first weight that does not fit. */
export function checkWeights(model: Model, file: string): void {
  const shapes = modelShapes(model)
  for (const { id, name, kind, attrs, inputs, weights } of model.nodes) {
    const known = inputs.flatMap((input) =>
      [shapes.get(input)].filter((s): s is Shape => s !== undefined),
    )
    if (!shapes.has(id)) continue
    const wanted = layerOf(kind)?.weightShapes?.(attrs, known) ?? {}
    for (const [role, weight] of Object.entries(weights)) {
      const [should, is] = [wanted[role], model.weights[weight]?.shape]
      if (should && is && should.join() !== is.join())
        fail(
          'import/weights-do-not-fit',
          `The ${role} of layer ${quoteName(name)} should be ${formatShape(should)}, but is ${formatShape(is)}.`,
          {
            where: { file, node: id },
            hint: 'The weights belong to another model. Save the model and its weights together.',
          },
        )
    }
  }
}
