// Light, dark, or as the system says; the root element carries the result.

import { useEffect } from 'react'
import { useSession } from './useStores'

export type ShownTheme = 'light' | 'dark'

export function useTheme(): void {
  const theme = useSession((state) => state.theme)
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const shown: ShownTheme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
      document.documentElement.dataset['theme'] = shown
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
}
