// A Keras configuration after its many dialects are told apart: models of layers, layers with
// calls. Names are the file's own; nothing is converted yet.

import type { JsonObject } from '../json'

/** Result `tensor` of call `call` of a layer. */
export interface TensorRef {
  readonly layer: string
  readonly call: number
  readonly tensor: number
}

export interface KerasLayer {
  readonly name: string
  readonly className: string
  readonly config: JsonObject
  /** One entry per use; the inputs of each. More than one makes a shared layer. */
  readonly calls: readonly (readonly TensorRef[])[]
  /** A model used as a layer. */
  readonly inner?: KerasModel
  /** A class of the user's own: no built-in layer even if the class is called so. */
  readonly custom: boolean
}

export interface KerasModel {
  readonly name: string
  readonly sequential: boolean
  readonly layers: readonly KerasLayer[]
  readonly inputs: readonly TensorRef[]
  readonly outputs: readonly TensorRef[]
}

/** The layers that may have weights, those of nested models in their place. */
export function leafLayers(model: KerasModel): KerasLayer[] {
  return model.layers.flatMap((layer) => (layer.inner ? leafLayers(layer.inner) : [layer]))
}
