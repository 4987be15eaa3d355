// A whole number that is typed: Enter or leaving takes it, Escape forgets it.

import { useState } from 'react'
import type { KeyboardEvent } from 'react'

export function NumberField({
  label,
  value,
  max,
  onCommit,
  narrow = false,
}: {
  label: string
  value: number
  max: number
  onCommit: (value: number) => void
  narrow?: boolean
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
      className={narrow ? 'numin narrow' : 'numin'}
      inputMode="numeric"
      aria-label={label}
      title={`1 to ${max}`}
      value={text ?? String(value)}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={enter}
      onKeyDown={onKeyDown}
    />
  )
}
