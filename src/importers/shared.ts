// What every importer takes and gives.

import type { Diagnostic, Report } from '../lib/diagnostics'
import type { Model } from '../model/model'

export interface InputFile {
  /** Relative path with `/`, as dropped or as it lay in a zip. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Dropped {
  readonly what: string
  readonly bytes: number
}

export interface Imported {
  readonly model: Model
  /** As a user says it: `Keras 3 .keras`. */
  readonly format: string
  readonly diagnostics: readonly Diagnostic[]
  /** Of the files that made the model. */
  readonly readBytes: number
  /** Parts of these files that the model has no use for. */
  readonly dropped: readonly Dropped[]
  /** Files that are not part of the model, for instance data. */
  readonly unused: readonly InputFile[]
  readonly labels?: readonly string[]
}

/** What an importer gives; index.ts adds what concerns all files together. */
export interface ImportedModel {
  readonly model: Model
  readonly format: string
  readonly used: readonly InputFile[]
  readonly dropped: readonly Dropped[]
}

export interface Importer {
  readonly id: string
  readonly label: string
  /** Cheap and by content; the files that this importer can read, none if there are none. */
  readonly detect: (files: readonly InputFile[]) => readonly InputFile[]
  readonly load: () => Promise<ReadModel>
}

/** `main` are the files that `detect` gave, `all` everything that was dropped. */
export type ReadModel = (
  main: readonly InputFile[],
  all: readonly InputFile[],
  report: Report,
) => Promise<ImportedModel>

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The part before the last `/`, empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** "241.0 KB" */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A name out of a file, fit for a message. */
export function quoteName(name: string): string {
  const printable = Array.from(name, (c) => (c < ' ' || c === '\x7f' ? '\ufffd' : c)).join('')
  return printable.length > 80 ? `${printable.slice(0, 79)}…` : printable
}

/** The file's name without its ending; for `model.json` the folder's. */
export function modelName(path: string): string {
  const base = baseName(path).replace(/\.[A-Za-z0-9]{1,8}$/, '')
  const folder = baseName(folderOf(path)).replace(/\.(?:zip|keras)$/i, '')
  const general = base === 'model' || base === 'config' || base === ''
  return (general && folder ? folder : base || 'model').slice(0, 100)
}
