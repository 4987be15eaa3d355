// Height and width of a kernel, a window or a picture: two numbers, and a slider that moves both.

import { useState } from 'react'
import type { Diagnostic } from '../../lib/diagnostics'
import type { Design } from '../../store/project'
import { tryCommit, tryPreview } from '../../store/tryChange'
import type { Change } from '../../store/tryChange'
import { EditSlider } from './EditSlider'
import { NumberField } from './NumberField'
import { Problem } from './Problem'

export type Pair = readonly [number, number]

export const formatPair = ([height, width]: Pair) => `${height} × ${width}`

export interface PairEdit {
  readonly change: (pair: Pair) => Change
  /** "Kernel size of conv1" */
  readonly label: string
  readonly merge: string
  /** What a design has. */
  readonly read: (design: Design) => Pair
}

export function SizeField({
  label,
  value,
  trained,
  sliderMax,
  max,
  edit,
}: {
  label: string
  value: Pair
  trained: Pair
  sliderMax: number
  max: number
  edit: PairEdit
}) {
  const [problem, setProblem] = useState<Diagnostic>()
  const [height, width] = value
  const set = (pair: Pair) =>
    setProblem(
      tryCommit(
        (before) => `${edit.label}, ${formatPair(edit.read(before))} → ${formatPair(pair)}`,
        edit.change(pair),
        edit.merge,
      ),
    )
  const move = (pair: Pair) => setProblem(tryPreview(edit.change(pair)))
  const square = height === width && trained[0] === trained[1]
  return (
    <div className="field">
      <span className="label">{label}</span>
      <span className="pair">
        <NumberField
          label={`${label}, height`}
          value={height}
          max={max}
          narrow
          onCommit={(one) => set([one, width])}
        />
        <span aria-hidden="true">×</span>
        <NumberField
          label={`${label}, width`}
          value={width}
          max={max}
          narrow
          onCommit={(one) => set([height, one])}
        />
      </span>
      {square && (
        <EditSlider
          label={label}
          valueText={`${formatPair(value)}, trained with ${formatPair(trained)}`}
          value={height}
          trained={trained[0]}
          trainedTitle={`As trained: ${formatPair(trained)}`}
          max={Math.max(sliderMax, height)}
          onMove={(one) => move([one, one])}
          onLetGo={(one) => set([one, one])}
        />
      )}
      <Problem problem={problem} />
    </div>
  )
}
