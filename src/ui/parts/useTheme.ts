// Light, dark, or as the system says; the root element carries the result.

import { useEffect } from 'react'
import type { Theme } from '../../store/session'
import { useSession } from './useStores'

const systemIsDark = () => window.matchMedia('(prefers-color-scheme: dark)')

/** Called once before the first paint, so that a dark page never flashes. */
export function applyTheme(theme: Theme): void {
  const shown = theme === 'system' ? (systemIsDark().matches ? 'dark' : 'light') : theme
  document.documentElement.dataset['theme'] = shown
}

export function useTheme(): void {
  const theme = useSession((state) => state.theme)
  useEffect(() => {
    const apply = () => applyTheme(theme)
    const dark = systemIsDark()
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
}
