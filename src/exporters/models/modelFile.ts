// What a writer of models is: a model in, its files out.

import type { Model } from '../../model/model'

export interface ModelFile {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface ModelExtras {
  /** Names of the classes. */
  readonly labels?: readonly string[]
}

/** Throws UserError that names the layer where the format has no word for it. */
export type WriteModel = (model: Model, extras: ModelExtras) => Promise<readonly ModelFile[]>
