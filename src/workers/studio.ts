// The studio of the page and its training: their threads start when first needed.

import { createStudio } from './createStudio'
import { createTraining } from './createTraining'
import { threadOf } from './threadOf'

export const studio = createStudio({
  startImport: () =>
    threadOf(new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' })),
  startFloat: () =>
    threadOf(new Worker(new URL('./float.worker.ts', import.meta.url), { type: 'module' })),
  startEngine: () =>
    threadOf(new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' })),
})

export const training = createTraining(() =>
  threadOf(new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' })),
)
