// Filters or units: a slider with a tick at the trained size and a number field. While it moves, the
// whole page follows; letting go makes it one undoable edit. Sizes only shrink: kept channels are
// those of largest L1 norm.

import { Slider } from 'radix-ui'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { cancelPreview, commit, preview, withWidth } from '../../store/project'
import type { Node } from '../../model/model'

export interface Width {
  readonly label: string
  readonly value: number
}

function NumberField({
  label,
  value,
  max,
  onCommit,
}: {
  label: string
  value: number
  max: number
  onCommit: (value: number) => void
}) {
  const [text, setText] = useState<string | null>(null)
  const enter = () => {
    const typed = Number.parseInt(text ?? '', 10)
    setText(null)
    if (Number.isFinite(typed)) onCommit(Math.min(max, Math.max(1, typed)))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') enter()
    else if (event.key === 'Escape') setText(null)
  }
  return (
    <input
      className="numin"
      inputMode="numeric"
      aria-label={`${label}, number`}
      title={`1 to ${max}`}
      value={text ?? String(value)}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={enter}
      onKeyDown={onKeyDown}
    />
  )
}

export function WidthSlider({
  node,
  width,
  trained,
}: {
  node: Node
  width: Width
  trained: number
}) {
  const word = width.label.toLowerCase()
  const set = (value: number) =>
    commit(
      (before) => `${node.name}, ${before.widths[node.id] ?? trained} → ${value} ${word}`,
      (design) => withWidth(design, node.id, value, trained),
      `width ${node.id}`,
    )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancelPreview()
  }
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
        <NumberField label={width.label} value={width.value} max={trained} onCommit={set} />
        <div className="slider" onDoubleClick={() => set(trained)}>
          <Slider.Root
            className="slider-root"
            min={1}
            max={trained}
            step={1}
            value={[width.value]}
            onValueChange={([value]) =>
              value !== undefined && preview((design) => withWidth(design, node.id, value, trained))
            }
            onValueCommit={([value]) => value !== undefined && set(value)}
            onKeyDown={onKeyDown}
          >
            <Slider.Track className="slider-track">
              <Slider.Range className="slider-range" />
            </Slider.Track>
            <Slider.Thumb
              className="slider-thumb"
              aria-label={width.label}
              aria-valuetext={`${width.value} ${word}, trained with ${trained}`}
            />
          </Slider.Root>
          <span className="trained-tick" title={`As trained: ${trained}`} />
        </div>
      </div>
    </>
  )
}
