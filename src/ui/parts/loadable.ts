// Components in chunks of their own. One that was fetched ahead is drawn at once: React's own `lazy`
// would show its fallback first, and hold back what follows for up to 300 ms.

import { createElement, use } from 'react'
import type { ComponentType } from 'react'
import { fetchPart } from '../../store/fetchPart'

interface Loaded<Props> {
  readonly default: ComponentType<Props>
}

export interface Loadable<Props> {
  readonly Component: ComponentType<Props>
  readonly preload: () => void
}

const failed = new Set<() => void>()

/** What could not be fetched is asked for again when it is next drawn. */
export function retryFetching(): void {
  for (const forget of failed) forget()
  failed.clear()
}

export function loadable<Props extends object>(
  load: () => Promise<Loaded<Props>>,
): Loadable<Props> {
  let loaded: Loaded<Props> | undefined
  let loading: Promise<Loaded<Props>> | undefined
  const forget = () => void (loading = undefined)
  const fetch = () =>
    (loading ??= fetchPart(load).then(
      (module) => (loaded = module),
      (error: unknown) => {
        failed.add(forget)
        throw error
      },
    ))
  return {
    Component: (props) => createElement((loaded ?? use(fetch())).default, props),
    // Where it fails it is asked for again when it is drawn.
    preload: () => void fetch().catch(forget),
  }
}
