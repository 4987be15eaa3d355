// The studio of the page: its threads start when first needed.

import { createStudio } from './createStudio'
import type { Thread } from './rpc'

export function threadOf(worker: Worker): Thread {
  return {
    port: worker,
    onBroken: (listener) => {
      worker.onerror = (event) => listener(event.message || 'the worker could not be loaded')
      worker.onmessageerror = () => listener('a message could not be read')
    },
    stop: () => worker.terminate(),
  }
}

export const studio = createStudio({
  startImport: () =>
    threadOf(new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' })),
  startFloat: () =>
    threadOf(new Worker(new URL('./float.worker.ts', import.meta.url), { type: 'module' })),
  startEngine: () =>
    threadOf(new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' })),
})
