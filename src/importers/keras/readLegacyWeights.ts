// Weights of Keras 1 and 2 (and Keras 3's .h5): a group per layer whose `weight_names` gives the
// order. A nested model has one group for all it holds, trained weights first: placed by name.

import { fail } from '../../lib/diagnostics'
import type { Report } from '../../lib/diagnostics'
import type { Hdf5Group } from '../../lib/hdf5'
import type { Role, Tensor } from '../../model/model'
import { quoteName } from '../shared'
import type { Dropped } from '../shared'
import { findGroup, findTensor, readNames } from './hdf5Tensors'
import { leafLayers } from './kerasModel'
import type { KerasLayer, KerasModel } from './kerasModel'
import { assignByName, assignInOrder, dropWeights, weightSpecs } from './placeWeights'
import type { StoredTensor } from './placeWeights'

export interface Placed {
  readonly weights: Map<KerasLayer, Record<Role, Tensor>>
  readonly dropped: Dropped[]
}

export function readLegacyWeights(
  root: Hdf5Group,
  model: KerasModel,
  file: string,
  report: Report,
): Placed {
  const placed: Placed = { weights: new Map(), dropped: [] }
  for (const layer of model.layers) {
    const stored = readStored(root, layer, file)
    const leaves = layer.inner ? leafLayers(layer.inner) : [layer]
    const known = leaves.filter((leaf) => weightSpecs(leaf)?.length)
    const foreign = leaves.filter((leaf) => !weightSpecs(leaf))
    if (known.length) {
      const perLayer = layer.inner
        ? (assignByName(known, stored) ??
          splitInOrder(known, stored, foreign.length, file, layer, report))
        : new Map([[layer, stored]])
      for (const [leaf, tensors] of perLayer)
        placed.weights.set(leaf, assignInOrder(leaf, weightSpecs(leaf) ?? [], tensors, file))
    }
    if (foreign.length) {
      const taken = new Set(
        known.flatMap((leaf) => Object.values(placed.weights.get(leaf) ?? {}).map((t) => t.data)),
      )
      const rest = stored.filter((tensor) => !taken.has(tensor.data))
      placed.dropped.push(...dropWeights(foreign[0] ?? layer, countTensorBytes(rest)))
    }
  }
  return placed
}

function countTensorBytes(tensors: readonly StoredTensor[]): number {
  return tensors.reduce((bytes, tensor) => bytes + tensor.data.byteLength, 0)
}

function readStored(root: Hdf5Group, layer: KerasLayer, file: string): StoredTensor[] {
  const group = findGroup(root, layer.name)
  if (!group) return []
  return (readNames(group, 'weight_names') ?? []).map(
    (name) =>
      findTensor(group, name) ??
      fail(
        'import/weights-missing',
        `${file} names the weight ${quoteName(name)}, but does not hold it.`,
        {
          where: { file, node: layer.name },
          hint: 'The file is incomplete. Save the model again.',
        },
      ),
  )
}

/** Where names do not tell: all trained weights in layer order, then all others. */
function splitInOrder(
  layers: readonly KerasLayer[],
  stored: readonly StoredTensor[],
  foreign: number,
  file: string,
  outer: KerasLayer,
  report: Report,
): Map<KerasLayer, StoredTensor[]> {
  const wanted = [true, false].flatMap((trained) =>
    layers.flatMap((layer) =>
      (weightSpecs(layer) ?? []).filter((spec) => spec.trained === trained).map(() => layer),
    ),
  )
  if (foreign > 0 || wanted.length !== stored.length)
    fail(
      'import/weights-missing',
      `${file} has ${stored.length} weights for the model ${quoteName(outer.name)} within it, under names that fit none of its layers.`,
      { where: { file, node: outer.name }, hint: 'Save the model as .keras.' },
    )
  report({
    severity: 'note',
    code: 'import/placed-by-order',
    message: `Weights of ${quoteName(outer.name)} were placed by their order; every shape fits.`,
    where: { file, node: outer.name },
  })
  const split = new Map<KerasLayer, StoredTensor[]>(layers.map((layer) => [layer, []]))
  for (const [i, layer] of wanted.entries()) split.get(layer)?.push(stored[i] as StoredTensor)
  return split
}
