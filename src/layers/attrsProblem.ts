// Attributes against a kind's fields: what comes out of a saved file may be anything. A kind's
// `problem` may be asked only when this finds none.

import type { Attrs, Json } from '../model/model'
import type { AttrField, Layer } from './layer'

const isInt = (value: Json, min: number, max: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max

function fieldProblem(field: AttrField, value: Json): string | undefined {
  const { type } = field
  if (type === 'int' && !isInt(value, field.min, field.max))
    return `a whole number from ${field.min} to ${field.max}`
  if (type === 'size') {
    const pair = Array.isArray(value) && value.length === 2
    if (!pair || !value.every((one: Json) => isInt(one, field.min, field.max)))
      return `[height, width], each from ${field.min} to ${field.max}`
  }
  if (type === 'choice' && !field.of.includes(value as string)) return field.of.join(', ')
  if (type === 'flag' && typeof value !== 'boolean') return 'true or false'
  if (type === 'number' && !Number.isFinite(value)) return 'a number'
  return undefined
}

/** Attributes that may be absent; all others are written by every importer. */
const optional = new Set(['activation', 'alpha', 'axis', 'dilation', 'keepDims', 'padding'])

export function attrsProblem(layer: Layer, attrs: Attrs): string | undefined {
  for (const [name, field] of Object.entries(layer.fields)) {
    const value = attrs[name]
    if (value === undefined && optional.has(name) && layer.kind !== 'zeroPad2d') continue
    const expected = value === undefined ? 'a value' : fieldProblem(field, value)
    if (expected)
      return `has the ${field.label.toLowerCase()} ${JSON.stringify(value)}, expected ${expected}`
  }
  return undefined
}
