// What the data formats share: files as they were dropped, and what their names tell.

import type { Dataset } from './dataset'

export interface DataFile {
  /** Relative path with `/`. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface DataFormat {
  readonly id: string
  readonly label: string
  /** By content. */
  readonly detect: (file: DataFile) => boolean
  /** All files of this format that were dropped together. Throws UserError. */
  readonly read: (files: readonly DataFile[]) => Dataset[]
}

/** `mnist/t10k-images-idx3-ubyte.gz` → `t10k`: what a file of pictures and its labels have in common. */
export function stemOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/\.(?:gz|idx|bin)$/g, '')
    .replace(/images?|pictures?|labels?|idx[134]|u?byte|ubyte/g, '')
    .replace(/[-_. ]+/g, '-')
    .replace(/^-|-$/g, '')
}

export function describePart(path: string): Dataset['part'] {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (/t10k|test/.test(name)) return 'test'
  return /train/.test(name) ? 'train' : 'unknown'
}
