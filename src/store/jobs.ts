// Running work: one slot per kind. A new run stops the old one, an answer to an outdated question is
// dropped, and the last result stays until the next one is there, marked stale by its key.

import { createStore } from 'zustand/vanilla'
import { UserError } from '../lib/diagnostics'
import type { Diagnostic } from '../lib/diagnostics'

export interface Running {
  readonly what: string
  /** Undefined while nobody knows how far it is. */
  readonly share?: number
  readonly stop: () => void
}

export interface Job<Result> {
  readonly running: Running | null
  /** With the question that it answers. */
  readonly result: { readonly value: Result; readonly key: string } | null
  readonly error: readonly Diagnostic[] | null
}

export type Progress = (what: string, share?: number) => void

/** One slot for work of a kind. */
export function createJob<Result>() {
  const idle: Job<Result> = { running: null, result: null, error: null }
  const store = createStore<Job<Result>>(() => idle)
  let current: AbortController | null = null

  const run = async (
    what: string,
    key: string,
    work: (signal: AbortSignal, progress: Progress) => Promise<Result>,
  ): Promise<Result | undefined> => {
    current?.abort()
    const controller = new AbortController()
    current = controller
    const stop = () => {
      controller.abort()
      if (current === controller) store.setState({ running: null })
    }
    const tell: Progress = (what, share) => {
      if (current === controller && !controller.signal.aborted)
        store.setState({ running: { what, share, stop } })
    }
    store.setState({ running: { what, stop }, error: null })
    try {
      const value = await work(controller.signal, tell)
      if (current !== controller || controller.signal.aborted) return undefined
      store.setState({ running: null, result: { value, key } })
      return value
    } catch (error) {
      if (current !== controller || controller.signal.aborted) return undefined
      store.setState({ running: null, error: diagnosticsOf(error) })
      return undefined
    }
  }

  const clear = () => {
    current?.abort()
    current = null
    store.setState(idle)
  }

  return { store, run, clear }
}

/** A user's trouble as it is; our own bug as one that says so. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof UserError) return error.diagnostics
  const message = error instanceof Error ? error.message : String(error)
  return [
    {
      severity: 'error',
      code: 'studio/bug',
      message: `MoTrans Studio failed: ${message}`,
      hint: 'This is a fault of the studio, not of the file. Reload the page and try again.',
    },
  ]
}
