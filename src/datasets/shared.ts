// What the data formats share: files as they were dropped, and what their names tell.

import type { Report } from '../lib/diagnostics'
import type { Shape } from '../model/model'
import type { Dataset } from './dataset'

export interface DataFile {
  /** Relative path with `/`. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** What is known of the model that the samples are for; it settles what a file leaves open. */
export interface ReadOptions {
  /** Of the model's input, without the batch axis. */
  readonly input?: Shape
  /** Names of the model's classes, in its order. */
  readonly labels?: readonly string[]
}

export interface DataFormat {
  readonly id: string
  readonly label: string
  /** By content. */
  readonly detect: (file: DataFile) => boolean
  /** All files of this format that were dropped together. Throws UserError. */
  readonly read: (
    files: readonly DataFile[],
    options: ReadOptions,
    report: Report,
  ) => Dataset[] | Promise<Dataset[]>
}

const wordsForContent =
  /(?:^|(?<=-))(?:images?|pictures?|labels?|idx[134]|u?byte|x|y|data|samples?|features?|inputs?|targets?|classes)(?=-|$)/g

/** `mnist/t10k-images-idx3-ubyte.gz` → `t10k`: what a file of samples and its labels have in common. */
export function stemOf(path: string): string {
  return baseOf(path)
    .toLowerCase()
    .replace(/\.(?:gz|idx|bin|npy|csv|tsv)$/g, '')
    .replace(/[-_. ]+/g, '-')
    .replace(wordsForContent, '')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
}

/** The part that a folder or a file says it is; the name nearest to the file counts. */
export function describePart(path: string): Dataset['part'] {
  const names = path.toLowerCase().split('/').reverse()
  for (const name of names) {
    if (/t10k|test/.test(name)) return 'test'
    if (/train/.test(name)) return 'train'
  }
  return 'unknown'
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** "60,000" */
export function said(count: number): string {
  return count.toLocaleString('en-US')
}
