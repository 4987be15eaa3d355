// A worker as a thread that calls go to.

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
