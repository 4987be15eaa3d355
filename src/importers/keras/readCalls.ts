// `inbound_nodes`, `input_layers`, `output_layers` in all their forms: Keras 1 and 2 (nested lists),
// TensorFlow operators (a bare list whose further operands hide in the keyword arguments), Keras 3
// (`args` and `kwargs` with `__keras_tensor__` objects; flat references from 3.12 on).

import type { Json } from '../../model/model'
import { asList, field, isObject, textField } from '../json'
import type { TensorRef } from './kerasModel'

export function readCalls(inbound: Json | undefined): TensorRef[][] {
  const list = asList(inbound)
  if (!list?.length) return [[]]
  return list.map((call) => collect(call))
}

/** A single reference, a list of them, or a dictionary of them. */
export function readRefs(value: Json | undefined): TensorRef[] {
  return collect(value ?? null)
}

function collect(value: Json): TensorRef[] {
  const refs: TensorRef[] = []
  const visit = (item: Json, depth: number): void => {
    if (depth > 20) return
    const ref = readRef(item)
    if (ref) {
      refs.push(ref.tensor)
      if (ref.kwargs) visit(ref.kwargs, depth + 1)
    } else if (Array.isArray(item)) {
      for (const part of item as readonly Json[]) visit(part, depth + 1)
    } else if (isObject(item)) {
      for (const part of Object.values(item)) visit(part, depth + 1)
    }
  }
  visit(value, 0)
  return refs
}

function readRef(item: Json): { tensor: TensorRef; kwargs?: Json } | undefined {
  const list = asList(item)
  if (list) {
    const [layer, call, tensor, kwargs] = list
    if (typeof layer !== 'string' || !isIndex(call) || !isIndex(tensor)) return undefined
    return { tensor: { layer: layer.slice(0, 200), call, tensor }, ...(kwargs && { kwargs }) }
  }
  if (!isObject(item) || textField(item, 'class_name') !== '__keras_tensor__') return undefined
  const config = field(item, 'config')
  return isObject(config) ? readRef(field(config, 'keras_history') ?? null) : undefined
}

function isIndex(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
