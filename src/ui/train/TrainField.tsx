// Fields of the training's options: a number with its unit, a switch, a choice.

import { Switch } from 'radix-ui'
import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { ranges } from '../../store/trainSettings'
import type { NumberSetting, TrainSettings } from '../../store/trainSettings'
import { training } from '../../store/training'
import { formatCount } from '../format'

interface Labelled {
  readonly label: string
  readonly title?: string
}

export function NumberField({
  name,
  settings,
  label,
  unit,
  title,
}: Labelled & { name: NumberSetting; settings: TrainSettings; unit?: string }) {
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const { min, max } = ranges[name]
  const range = `${min >= 1 ? formatCount(min) : min} to ${max >= 1 ? formatCount(max) : max}`
  const enter = () => {
    if (text !== null && text.trim() !== '') training.change({ [name]: Number(text) })
    setText(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') enter()
    else if (event.key === 'Escape') setText(null)
  }
  return (
    <div className="setting" title={title ? `${title}. ${range}` : range}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="numin"
        inputMode="decimal"
        value={text ?? String(settings[name])}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={enter}
        onKeyDown={onKeyDown}
      />
      {unit !== undefined && <span className="unit">{unit}</span>}
    </div>
  )
}

export function SwitchField({
  label,
  checked,
  disabled = false,
  title,
  onChange,
}: Labelled & { checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void }) {
  const id = useId()
  return (
    <div className="setting" title={title}>
      <span id={id}>{label}</span>
      <Switch.Root
        className="switch"
        aria-labelledby={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  )
}
