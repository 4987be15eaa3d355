// Filters or units: a slider up to twice the trained size and a number field. Narrower, the most
// important channels stay; wider, channels are doubled so that the network computes what it did.

import { useState } from 'react'
import { applyWidths } from '../../edits/applyWidths'
import type { Diagnostic } from '../../lib/diagnostics'
import { UserError } from '../../lib/diagnostics'
import type { Model, Node, NodeId } from '../../model/model'
import { withWidth } from '../../store/project'
import { tryCommit, tryPreview } from '../../store/tryChange'
import { EditSlider } from './EditSlider'
import { NumberField } from './NumberField'
import { Problem } from './Problem'

export interface Width {
  readonly label: string
  readonly value: number
}

/** As far as a number goes; the slider goes half as far as it is useful. */
const mostTimes = 16
const widest = 4096

const growable = new WeakMap<Model, Map<NodeId, boolean>>()

function canGrow(base: Model, id: NodeId, trained: number): boolean {
  const known = growable.get(base) ?? new Map<NodeId, boolean>()
  growable.set(base, known)
  const can = known.get(id) ?? grows(base, id, trained)
  known.set(id, can)
  return can
}

function grows(base: Model, id: NodeId, trained: number): boolean {
  try {
    applyWidths(base, { [id]: trained + 1 }, 'derived')
    return trained < widest
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

export function WidthSlider({
  node,
  base,
  width,
  trained,
  group,
}: {
  node: Node
  base: Model
  width: Width
  trained: number
  /** Layers that have the same channels. */
  group: readonly NodeId[]
}) {
  const [problem, setProblem] = useState<Diagnostic>()
  const word = width.label.toLowerCase()
  const grow = canGrow(base, node.id, trained)
  const most = grow ? Math.min(widest, mostTimes * trained) : trained
  const max = Math.max(grow ? Math.min(most, 2 * trained) : trained, width.value)
  const change = (value: number) => (design: Parameters<typeof withWidth>[0]) =>
    withWidth(design, node.id, value, trained, group)
  const set = (value: number) =>
    setProblem(
      tryCommit(
        (before) => `${node.name}, ${before.widths[node.id] ?? trained} → ${value} ${word}`,
        change(value),
        `width ${node.id}`,
      ),
    )
  return (
    <>
      <h3>
        Size
        {width.value !== trained && (
          <button className="link" type="button" onClick={() => set(trained)}>
            Reset
          </button>
        )}
      </h3>
      <div className="field">
        <span className="label">{width.label}</span>
        <NumberField
          label={`${width.label}, number`}
          value={width.value}
          max={most}
          onCommit={set}
        />
        <EditSlider
          label={width.label}
          valueText={`${width.value} ${word}, trained with ${trained}`}
          value={width.value}
          trained={trained}
          trainedTitle={`As trained: ${trained}`}
          max={max}
          onMove={(value) => setProblem(tryPreview(change(value)))}
          onLetGo={set}
        />
      </div>
      <Problem problem={problem} />
    </>
  )
}
