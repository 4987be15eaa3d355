// Components in chunks of their own. One that was fetched ahead is drawn at once: React's own `lazy`
// would show its fallback first, and hold back what follows for up to 300 ms.

import { createElement, use } from 'react'
import type { ComponentType } from 'react'

interface Loaded {
  readonly default: ComponentType
}

export interface Loadable {
  readonly Component: ComponentType
  readonly preload: () => void
}

export function loadable(load: () => Promise<Loaded>): Loadable {
  let loaded: Loaded | undefined
  let loading: Promise<Loaded> | undefined
  const fetch = () => (loading ??= load().then((module) => (loaded = module)))
  return {
    Component: () => createElement((loaded ?? use(fetch())).default),
    preload: () =>
      void fetch().catch(() => {
        // It is asked for again when it is drawn.
        loading = undefined
      }),
  }
}
