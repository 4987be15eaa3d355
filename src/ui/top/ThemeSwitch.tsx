// Light, dark, or as the system is.

import { DropdownMenu } from 'radix-ui'
import { setTheme } from '../../store/session'
import type { Theme } from '../../store/session'
import { Icon } from '../parts/Icon'
import { useSession } from '../parts/useStores'

const themes = [
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
  { value: 'system', label: 'As the system', icon: 'screen' },
] as const

export function ThemeSwitch() {
  const theme = useSession((state) => state.theme)
  const shown = themes.find(({ value }) => value === theme)!
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button
          className="btn square ghost"
          type="button"
          aria-label={`Theme: ${shown.label.toLowerCase()}`}
          title="Light or dark"
        >
          <Icon name={shown.icon} />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="pop menu" align="end" sideOffset={4}>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(next) => setTheme(next as Theme)}>
            {themes.map(({ value, label, icon }) => (
              <DropdownMenu.RadioItem key={value} value={value}>
                <Icon name={icon} />
                <span className="grow">{label}</span>
                <DropdownMenu.ItemIndicator>
                  <Icon name="check" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
