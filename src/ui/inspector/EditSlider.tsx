// A slider whose moves the whole page follows; letting go makes them one undoable edit. A tick marks
// the trained size, a double click goes back to it.

import { Slider } from 'radix-ui'
import type { KeyboardEvent } from 'react'
import { cancelPreview } from '../../store/project'

export function EditSlider({
  label,
  valueText,
  value,
  trained,
  trainedTitle,
  max,
  min = 1,
  onMove,
  onLetGo,
}: {
  label: string
  valueText: string
  value: number
  trained: number
  trainedTitle: string
  max: number
  min?: number
  onMove: (value: number) => void
  onLetGo: (value: number) => void
}) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancelPreview()
  }
  const share = (trained - min) / Math.max(1, max - min)
  return (
    <div className="slider" onDoubleClick={() => onLetGo(trained)}>
      <Slider.Root
        className="slider-root"
        min={min}
        max={max}
        step={1}
        value={[value]}
        onValueChange={([next]) => next !== undefined && onMove(next)}
        onValueCommit={([next]) => next !== undefined && onLetGo(next)}
        onKeyDown={onKeyDown}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label={label} aria-valuetext={valueText} />
      </Slider.Root>
      {share >= 0 && share <= 1 && (
        <span
          className="trained-tick"
          title={trainedTitle}
          style={{ left: `calc(0.4375rem + ${share} * (100% - 0.875rem))` }}
        />
      )}
    </div>
  )
}
