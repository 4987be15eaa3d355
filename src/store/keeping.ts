// What the page knows of the projects that the browser keeps; `autosave.ts` keeps them, `reopen.ts`
// brings them back.

import { createStore } from 'zustand/vanilla'
import type { Diagnostic } from '../lib/diagnostics'
import type { AboutProject } from './keptProjects'
import { mayBringBack } from './tabs'

export interface Keeping {
  /** Before the page knows whether what was left open can be brought back. */
  readonly restoring: boolean
  readonly state: 'idle' | 'writing' | 'kept' | 'failed'
  readonly trouble: readonly Diagnostic[]
  /** Projects that could be opened again, the latest first. */
  readonly projects: readonly AboutProject[]
}

export const keeping = createStore<Keeping>(() => ({
  restoring: mayBringBack(),
  state: 'idle',
  trouble: [],
  projects: [],
}))
