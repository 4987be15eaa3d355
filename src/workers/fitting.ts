// Auto-fit in the page: its thread starts when first needed.

import { createFitting } from './createFitting'
import { threadOf } from './threadOf'

export const fitting = createFitting(() =>
  threadOf(new Worker(new URL('./fit.worker.ts', import.meta.url), { type: 'module' })),
)
