// The order that Keras gives layers when it builds a model: by distance from the outputs, then as a
// walk from the outputs meets them (map_graph in keras/src/ops/function.py). Files have to list layers
// in it, because Keras takes weights from them by position.

import type { KerasLayer } from './kerasLayers'

export function orderLayers(
  layers: readonly KerasLayer[],
  outputs: readonly string[],
): readonly KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const met = walkBack(byName, outputs)
  const depth = new Map<string, number>()
  // Given in topological order, so that users come before what they use.
  for (const { name, inputs } of layers.toReversed())
    for (const input of inputs)
      depth.set(input, Math.max(depth.get(input) ?? 0, (depth.get(name) ?? 0) + 1))
  const at = (places: ReadonlyMap<string, number>, { name }: KerasLayer): number =>
    places.get(name) ?? 0
  return [...layers].sort((a, b) => at(depth, b) - at(depth, a) || at(met, a) - at(met, b))
}

/** When each layer is first met, inputs in their order, all of one before the next. */
function walkBack(
  byName: ReadonlyMap<string, KerasLayer>,
  outputs: readonly string[],
): ReadonlyMap<string, number> {
  const met = new Map<string, number>()
  const waiting = outputs.toReversed()
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (met.has(name)) continue
    met.set(name, met.size)
    waiting.push(...(byName.get(name)?.inputs ?? []).toReversed())
  }
  return met
}
