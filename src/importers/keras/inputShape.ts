// An input's shape: the words for it over the years, and whether a board can have it.

import { fail } from '../../lib/diagnostics'
import type { Json, Shape } from '../../model/model'
import { asList, firstField } from '../json'
import type { JsonObject } from '../json'
import { quoteName } from '../shared'

/** With the batch axis in front, as the file has it; undefined where the config says none. */
export function readInputShape(config: JsonObject): Json | undefined {
  const shape = firstField(config, 'batch_input_shape', 'batch_shape')
  if (shape !== undefined) return asList(shape)
  const inner = asList(firstField(config, 'input_shape'))
  if (inner) return [null, ...inner]
  const width = firstField(config, 'input_dim')
  return typeof width === 'number' ? [null, width] : undefined
}

/** Without the batch axis. Throws UserError where a size is missing or beyond reason. */
export function checkInputShape(batched: Json | undefined, name: string, file: string): Shape {
  const where = { file, node: name }
  const shape = asList(batched)?.slice(1)
  if (!shape?.length)
    return fail(
      'import/unknown-input-size',
      `${file} does not say the size of its input ${quoteName(name)}.`,
      {
        where,
        hint: 'Build the model with an Input layer (or input_shape) and save it again.',
      },
    )
  const said = shape.map((size) => (typeof size === 'number' ? String(size) : '?')).join(' × ')
  if (!shape.every((size): size is number => Number.isSafeInteger(size) && (size as number) > 0))
    return fail(
      'import/unknown-input-size',
      `Input ${quoteName(name)} of ${file} has no fixed size: ${said}.`,
      {
        where,
        hint: 'A board needs every size. Build the model with a fixed input size and save it again.',
      },
    )
  if (shape.length > 4 || shape.reduce((product, size) => product * size, 1) > 2 ** 24)
    return fail(
      'import/input-too-large',
      `Input ${quoteName(name)} of ${file} is too large: ${said}.`,
      {
        where,
      },
    )
  return shape
}
