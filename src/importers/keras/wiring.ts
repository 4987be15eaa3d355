// Connections of one Keras model: gives its calls in an order in which inputs are always known.

import { fail } from '../../lib/diagnostics'
import type { NodeId } from '../../model/model'
import { quoteName } from '../shared'
import type { KerasLayer, KerasModel, TensorRef } from './kerasModel'

const maxCalls = 10_000

interface Call {
  readonly layer: KerasLayer
  readonly call: number
  readonly refs: readonly TensorRef[]
}

export function createWiring(model: KerasModel, file: string) {
  const results = new Map<string, readonly NodeId[]>()
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]))
  const shifts = findShifts(model)

  const key = (layer: string, call: number): string => `${call}/${layer}`
  const lookUp = (ref: TensorRef): NodeId | undefined =>
    results.get(key(ref.layer, ref.call - (shifts.get(ref.layer) ?? 0)))?.[ref.tensor]
  const failAt = (layer: KerasLayer | undefined, refs: readonly TensorRef[]): never => {
    const missing = refs.find((ref) => lookUp(ref) === undefined)
    const what = quoteName(missing?.layer ?? '?')
    const why = layers.has(missing?.layer ?? '')
      ? 'which depends on it in a circle'
      : 'which is not in the file'
    return fail(
      'import/bad-config',
      layer
        ? `${file}: layer ${quoteName(layer.name)} reads ${what}, ${why}.`
        : `${file}: the output ${what} is not among the layers.`,
      { where: { file, ...(layer && { node: layer.name }) } },
    )
  }

  function* inOrder(): Generator<{ layer: KerasLayer; call: number; inputs: NodeId[] }> {
    let waiting: Call[] = model.layers.flatMap((layer) =>
      layer.calls.map((refs, call) => ({ layer, call, refs })),
    )
    if (waiting.length > maxCalls)
      fail('import/too-many-layers', `${file} uses its layers more than ${maxCalls} times.`)
    while (waiting.length > 0) {
      const later: Call[] = []
      for (const { layer, call, refs } of waiting) {
        const inputs = refs.map(lookUp)
        if (inputs.every((id): id is NodeId => id !== undefined)) yield { layer, call, inputs }
        else later.push({ layer, call, refs })
      }
      const [stuck] = later
      if (stuck && later.length === waiting.length) failAt(stuck.layer, stuck.refs)
      waiting = later
    }
  }

  return {
    inOrder,
    put: (layer: KerasLayer, call: number, ids: readonly NodeId[]): void => {
      results.set(key(layer.name, call), ids)
    },
    outputs: (): NodeId[] =>
      model.outputs.map((ref) => lookUp(ref) ?? failAt(undefined, model.outputs)),
  }
}

/** Keras counts a nested functional model's own inside as its call 0; its first use is then 1. */
function findShifts(model: KerasModel): ReadonlyMap<string, number> {
  const nested = new Set(model.layers.filter((layer) => layer.inner).map((layer) => layer.name))
  const lowest = new Map<string, number>()
  const refs = [...model.layers.flatMap((layer) => layer.calls.flat()), ...model.outputs]
  for (const { layer, call } of refs)
    if (nested.has(layer)) lowest.set(layer, Math.min(call, lowest.get(layer) ?? 1))
  return lowest
}
