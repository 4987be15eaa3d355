// What an exporter is: a build and what is known about it in, the files of a project out.

import type { Board } from '../boards/board'
import type { Build } from '../compile/build'

/** Every generated file is text; paths are relative, with `/`. */
export interface ExportFile {
  readonly path: string
  readonly text: string
}

/** An input and the output that the simulation gave for it. */
export interface TestVector {
  readonly input: Int8Array
  readonly output: Int8Array
}

export interface Extras {
  readonly accuracy?: {
    readonly floatTop1Percent: number
    readonly int8Top1Percent: number
    readonly samples: number
    /** The data set, as the user named it. */
    readonly source: string
  }
  readonly vectors: readonly TestVector[]
  readonly labels?: readonly string[]
}

export interface Exporter {
  readonly id: string
  readonly label: string
  readonly appliesTo: (board: Board) => boolean
  /** All in one folder, named by the model. Throws an Error where the plan is not supported. */
  readonly files: (build: Build, extras: Extras) => readonly ExportFile[]
}
