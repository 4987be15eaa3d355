// Every form of project that can be downloaded: one line per form.

import type { Board } from '../boards/board'
import type { Build } from '../compile/build'
import { arduino } from './arduino'
import type { ExportFile, Exporter, Extras } from './exporter'
import { makefile } from './makefile'

export const exporters: readonly Exporter[] = [arduino, makefile]

export function exporterFor(board: Board): Exporter {
  const exporter = exporters.find(({ appliesTo }) => appliesTo(board))
  if (!exporter) throw new Error(`no exporter for ${board.id}`)
  return exporter
}

/** The project for the build's own board. */
export function exportFiles(build: Build, extras: Extras): readonly ExportFile[] {
  return exporterFor(build.plan.board).files(build, extras)
}
