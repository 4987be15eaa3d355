// The graph's canvas, a chunk of its own: fetched behind the first paint.

import { loadable } from '../parts/loadable'

export const graphFlow = loadable(() => import('./GraphFlow'))
