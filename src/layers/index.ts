// The layer kinds, one line each. Everything that a kind is stands in its own file.

import type { Layer } from './layer'
import { conv2d } from './conv2d'

export const layers: readonly Layer[] = [conv2d]

const byKind = new Map(layers.map((layer) => [layer.kind, layer]))

/** The layer of a kind; undefined for `unknown` and kinds that no file describes. */
export function layerOf(kind: string): Layer | undefined {
  return byKind.get(kind)
}
