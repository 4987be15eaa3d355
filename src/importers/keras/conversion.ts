// What a Keras layer becomes: a node of the model, nothing (training only), or an unknown node.

import type { Attrs, Json, Tensor } from '../../model/model'
import { asInts, field, firstField, textField } from '../json'
import type { JsonObject } from '../json'

export interface WeightSpec {
  readonly role: string
  /** Keras's words for it, for files that match weights by name. */
  readonly names: readonly string[]
  /** null where only the data can tell, for instance the input's channels. */
  readonly shape: readonly (number | null)[]
  /** Moving statistics stand behind all trained weights where models are nested. */
  readonly trained: boolean
}

export interface Converted {
  readonly kind: string
  readonly attrs: Attrs
  readonly weights: readonly WeightSpec[]
  /** For layers whose weights are settings: attrs from weights, which are then no weights. */
  readonly absorb?: (weights: Readonly<Record<string, Tensor>>) => Attrs
  readonly rank: (input: number | undefined) => number | undefined
}

export type Conversion =
  | Converted
  | { readonly dropped: true }
  /** `problem`: a sentence part, "dilation 2 with stride 2". */
  | { readonly problem: string; readonly rank?: number }

export interface Source {
  readonly className: string
  readonly config: JsonObject
  /** Axes of the input without the batch; unknown behind layers that nobody knows. */
  readonly rank: number | undefined
}

/** The reason that a reader throws; convertLayer turns it into `problem`. */
export class Unsupported extends Error {}

export function unsupported(problem: string): never {
  throw new Unsupported(problem)
}

/** [h, w] from a number, a pair, or Keras 1's two fields. */
export function readPair(value: Json | undefined, what: string): [number, number] {
  const list = typeof value === 'number' ? [value, value] : asInts(value)
  const [h, w] = list ?? []
  if (list?.length !== 2 || !isCount(h) || !isCount(w))
    return unsupported(`${what} is not a pair of sizes`)
  return [h, w]
}

export function readCount(value: Json | undefined, what: string): number {
  return isCount(value) ? value : unsupported(`${what} is not a whole number`)
}

export function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

export function readPadding(config: JsonObject): 'valid' | 'same' {
  const padding = firstField(config, 'padding', 'border_mode') ?? 'valid'
  return padding === 'valid' || padding === 'same'
    ? padding
    : unsupported(`padding ${show(padding)}`)
}

export function checkLayout(config: JsonObject): void {
  const layout = firstField(config, 'data_format', 'dim_ordering') ?? 'channels_last'
  if (layout !== 'channels_last' && layout !== 'tf' && layout !== 'default')
    unsupported('channels_first layout')
}

/** False only where the file says so. */
export function hasBias(config: JsonObject): boolean {
  return firstField(config, 'use_bias', 'bias') !== false
}

/** A value for a message. */
export function show(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** `activation` (and `alpha`) of a layer that has one inside. */
export function readActivation(config: JsonObject): Attrs {
  return activationAttrs(field(config, 'activation') ?? 'linear')
}

const plain: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softmax: 'softmax',
}

/** From a name, or Keras 3's object around one. */
export function activationAttrs(value: Json): Attrs {
  if (typeof value === 'string') {
    const known = Object.hasOwn(plain, value) ? plain[value] : undefined
    if (known) return { activation: known }
    // Keras 3's function; its slope differs from the LeakyReLU layer's.
    if (value === 'leaky_relu') return { activation: 'leakyRelu', alpha: 0.2 }
    return unsupported(`activation ${show(value)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return unsupported(`activation ${show(value)}`)
  const object = value as JsonObject
  const inner = field(object, 'config')
  const className = textField(object, 'class_name')
  if (typeof inner === 'string') return activationAttrs(inner)
  if (className === 'ReLU') return reluAttrs((inner ?? {}) as JsonObject)
  if (className === 'LeakyReLU') return leakyReluAttrs((inner ?? {}) as JsonObject)
  if (className === 'Softmax') return { activation: 'softmax' }
  return unsupported(`activation ${show(className ?? value)}`)
}

export function reluAttrs(config: JsonObject): Attrs {
  const max = firstField(config, 'max_value')
  const slope = firstField(config, 'negative_slope') ?? 0
  const threshold = firstField(config, 'threshold') ?? 0
  if (threshold === 0 && slope === 0 && max === undefined) return { activation: 'relu' }
  if (threshold === 0 && slope === 0 && max === 6) return { activation: 'relu6' }
  if (threshold === 0 && typeof slope === 'number' && max === undefined)
    return { activation: 'leakyRelu', alpha: slope }
  return unsupported(
    `ReLU with max_value ${show(max)}, negative_slope ${show(slope)}, threshold ${show(threshold)}`,
  )
}

export function leakyReluAttrs(config: JsonObject): Attrs {
  const alpha = firstField(config, 'alpha', 'negative_slope') ?? 0.3
  if (typeof alpha !== 'number') return unsupported(`alpha ${show(alpha)}`)
  return { activation: 'leakyRelu', alpha }
}
