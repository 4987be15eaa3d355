// The words for an input's shape over the years.

import type { Json } from '../../model/model'
import { asList, firstField } from '../json'
import type { JsonObject } from '../json'

/** With the batch axis in front, as the file has it; undefined where the config says none. */
export function readInputShape(config: JsonObject): Json | undefined {
  const shape = firstField(config, 'batch_input_shape', 'batch_shape')
  if (shape !== undefined) return asList(shape)
  const inner = asList(firstField(config, 'input_shape'))
  if (inner) return [null, ...inner]
  const width = firstField(config, 'input_dim')
  return typeof width === 'number' ? [null, width] : undefined
}
