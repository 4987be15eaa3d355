// Where a step stands in the generated C: its initializer and its call.

import type { ExportFile } from '../../exporters/exporter'

export interface StepLines {
  readonly path: string
  /** 1-based lines of the initializer with its comment. */
  readonly from: number
  readonly until: number
  readonly initializer: string
  readonly call: string
}

/** `at` is the step's place in the program; steps are printed in order. */
export function stepLines(files: readonly ExportFile[], at: number): StepLines | undefined {
  const file = files.find(({ path }) => /(^|\/)model\.c$/.test(path))
  if (!file) return undefined
  const lines = file.text.split('\n')
  const starts = lines.flatMap((line, i) =>
    /^static const .* NN_STEP_MEMORY = \{$/.test(line) ? [i] : [],
  )
  const calls = lines.filter((line) => /^\s+NN_STEP\(nn_/.test(line))
  const start = starts[at]
  const call = calls[at]
  if (start === undefined || call === undefined) return undefined
  const first = lines[start - 1]?.startsWith('/*') ? start - 1 : start
  const last = lines.findIndex((line, i) => i > start && line.startsWith('};'))
  if (last < 0) return undefined
  return {
    path: file.path,
    from: first + 1,
    until: last + 1,
    initializer: lines.slice(first, last + 1).join('\n'),
    call: call.trim(),
  }
}
