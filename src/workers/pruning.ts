// Pruning in the page: its threads start when first needed.

import { createPruning } from './createPruning'
import { threadOf } from './threadOf'

export const pruning = createPruning(() =>
  threadOf(new Worker(new URL('./prune.worker.ts', import.meta.url), { type: 'module' })),
)
