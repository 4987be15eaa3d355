// What a format of trained models is: a model in, its files out.

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

export interface ModelFormat {
  readonly id: string
  readonly label: string
  /** Where it can be opened, for menus. */
  readonly opensIn: string
  /** Of the one file; absent where there are several. */
  readonly extension?: string
  readonly load: () => Promise<WriteModel>
}
