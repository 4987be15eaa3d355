// A row of exclusive choices: radio buttons to keys and screen readers.

import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
}

export function Segments<Value extends string>({
  label,
  shownLabel,
  choices,
  value,
  onChange,
  className = 'seg',
}: {
  label: string
  shownLabel?: string
  choices: readonly Choice<Value>[]
  value: Value
  onChange: (value: Value) => void
  className?: string
}) {
  const group = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const at = choices.findIndex((choice) => choice.value === value)
    const next = (at + step + choices.length) % choices.length
    onChange(choices[next]!.value)
    group.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <div className={className} role="radiogroup" aria-label={label} ref={group} onKeyDown={move}>
      {shownLabel && <span className="seg-label">{shownLabel}</span>}
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          tabIndex={choice.value === value ? 0 : -1}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  )
}
