// What the page shows and where one looks: never undone, never saved with the project.

import { createStore } from 'zustand/vanilla'
import type { Diagnostic } from '../lib/diagnostics'
import type { NodeId } from '../model/model'

export type Tab = 'accuracy' | 'memory' | 'train' | 'prune' | 'fit' | 'energy' | 'code'
export type Theme = 'light' | 'dark' | 'system'
export type Heat = 'latency' | 'flash' | 'energy' | 'macs'
export type BudgetId = 'flash' | 'ram' | 'latency' | 'energy'

/** What a file was found to hold: said quietly, to be looked up later. */
export interface ImportReport {
  readonly fileName: string
  readonly format: string
  readonly bytes: number
  readonly diagnostics: readonly Diagnostic[]
}

export interface SessionState {
  readonly selected: NodeId | null
  readonly tab: Tab
  readonly theme: Theme
  readonly heat: Heat
  readonly drawerTall: boolean
  readonly openBudget: BudgetId | null
  readonly finding: boolean
  /** Open with all boards, or with those only that the model fits. */
  readonly boardPicker: 'closed' | 'all' | 'fitting'
  /** The board that the next model is opened for. */
  readonly startBoardId: string
  readonly report: ImportReport | null
  /** A short word about what cannot be seen, such as a saved file. */
  readonly toast: string | null
}

const themeKey = 'motrans-theme'

function storedTheme(): Theme {
  try {
    const stored = globalThis.localStorage?.getItem(themeKey)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

export const session = createStore<SessionState>(() => ({
  selected: null,
  tab: 'accuracy',
  theme: storedTheme(),
  heat: 'flash',
  drawerTall: false,
  openBudget: null,
  finding: false,
  boardPicker: 'closed',
  startBoardId: 'arduino-mega',
  report: null,
  toast: null,
}))

/** Nothing is looked at yet in a project that was just opened, and nothing any more in one that was left. */
export const freshView = {
  selected: null,
  openBudget: null,
  finding: false,
  boardPicker: 'closed',
} as const satisfies Partial<SessionState>

export function show(change: Partial<SessionState>): void {
  session.setState(change)
}

export function setTheme(theme: Theme): void {
  try {
    if (theme === 'system') globalThis.localStorage?.removeItem(themeKey)
    else globalThis.localStorage?.setItem(themeKey, theme)
  } catch {
    // a browser that keeps nothing still shows the theme until the page is left
  }
  show({ theme })
}
