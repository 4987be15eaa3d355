// A number to type: taken with Enter or on leaving, Escape restores. Empty where that means something.
// Undo in a field where nothing is typed is the page's: the browser's own would bring back old digits.

import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { takesBack } from './useShortcuts'

export function NumberInput({
  label,
  value,
  min,
  max,
  whole = false,
  digits = 2,
  empty,
  disabled = false,
  onCommit,
}: {
  label: string
  value: number | undefined
  min: number
  max: number
  whole?: boolean
  /** Decimals that are shown. */
  digits?: number
  /** What no number means; without it the field always has one. */
  empty?: string
  disabled?: boolean
  onCommit: (value: number | undefined) => void
}) {
  const [text, setText] = useState<string | null>(null)
  const shown = value === undefined ? '' : String(Number(value.toFixed(whole ? 0 : digits)))
  const enter = () => {
    if (text === null) return
    setText(null)
    const typed = Number(text.replace(',', '.'))
    if (text.trim() === '') {
      if (empty !== undefined && value !== undefined) onCommit(undefined)
    } else if (Number.isFinite(typed)) {
      const rounded = whole ? Math.round(typed) : typed
      const taken = Math.min(max, Math.max(min, rounded))
      if (taken !== value) onCommit(taken)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') enter()
    else if (event.key === 'Escape') setText(null)
    else if (text === null && takesBack(event)) event.preventDefault()
  }
  return (
    <input
      className="numin"
      inputMode={whole ? 'numeric' : 'decimal'}
      aria-label={label}
      title={`${label}: ${min} to ${max}`}
      placeholder={empty}
      disabled={disabled}
      value={text ?? shown}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={enter}
      onKeyDown={onKeyDown}
    />
  )
}
