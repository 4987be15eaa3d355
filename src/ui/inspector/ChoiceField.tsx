// One of a few: a list whose highlighted entry is shown live on the page, and taken by Enter or a
// click. Escape leaves all as it was.

import { Select } from 'radix-ui'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Diagnostic } from '../../lib/diagnostics'
import { cancelPreview } from '../../store/project'
import { tryCommit, tryPreview } from '../../store/tryChange'
import type { Change } from '../../store/tryChange'
import { Icon } from '../parts/Icon'
import { Problem } from './Problem'

export interface Option {
  readonly value: string
  readonly label: string
  readonly note?: string
  readonly disabled?: boolean
}

export function ChoiceField({
  label,
  value,
  options,
  change,
  changeLabel,
  live = true,
  children,
}: {
  label: string
  value: string
  options: readonly Option[]
  change: (value: string) => Change
  changeLabel: (option: Option) => string
  /** Is the highlighted entry shown on the page? */
  live?: boolean
  children?: ReactNode
}) {
  const [problem, setProblem] = useState<Diagnostic>()
  // What was there when the list was opened: the field still says so while entries are looked at.
  // A closed list is not rendered: that would cost time on every move of a slider.
  const [open, setOpen] = useState<string>()
  const choose = (next: string) => {
    const option = options.find((one) => one.value === next)
    if (option) setProblem(tryCommit(changeLabel(option), change(next)))
  }
  const look = (next: string) => {
    if (!live) return
    if (next === open) cancelPreview()
    setProblem(next === open ? undefined : tryPreview(change(next)))
  }
  const shown = open ?? value
  return (
    <div className="setting">
      <span>{label}</span>
      <Select.Root
        value={shown}
        onValueChange={choose}
        onOpenChange={(now) => {
          setOpen(now ? value : undefined)
          if (!now && live) cancelPreview()
        }}
      >
        <Select.Trigger className="choice" aria-label={label}>
          <Select.Value>{options.find((one) => one.value === shown)?.label}</Select.Value>
          <Icon name="down" />
        </Select.Trigger>
        {open !== undefined && (
          <Select.Portal>
            <Select.Content
              className="pop menu choices"
              position="popper"
              align="end"
              sideOffset={4}
            >
              <Select.Viewport>
                {options.map((option) => (
                  <Select.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.disabled}
                    onFocus={() => look(option.value)}
                  >
                    <Select.ItemText>{option.label}</Select.ItemText>
                    {option.note && <span className="muted">{option.note}</span>}
                  </Select.Item>
                ))}
              </Select.Viewport>
            </Select.Content>
          </Select.Portal>
        )}
      </Select.Root>
      {children}
      <Problem problem={problem} />
    </div>
  )
}
