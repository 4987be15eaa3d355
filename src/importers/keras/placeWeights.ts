// Stored tensors to the roles of their layer, every shape checked against the configuration.

import { fail } from '../../lib/diagnostics'
import type { Role, Tensor } from '../../model/model'
import { formatShape } from '../../model/model'
import { quoteName } from '../shared'
import type { Dropped } from '../shared'
import type { WeightSpec } from './conversion'
import { convertLayer } from './convertLayer'
import type { KerasLayer } from './kerasModel'

export interface StoredTensor extends Tensor {
  /** As the file calls it. */
  readonly name: string
}

/** The weights that the layer must have; undefined for layers that are not understood. */
export function weightSpecs(layer: KerasLayer): readonly WeightSpec[] | undefined {
  if (layer.className === 'InputLayer') return []
  const conversion = convertLayer(layer, undefined)
  if ('dropped' in conversion) return []
  return 'problem' in conversion ? undefined : conversion.weights
}

/** In the file's order, which is Keras's. Throws UserError where number or shapes do not fit. */
export function assignInOrder(
  layer: KerasLayer,
  specs: readonly WeightSpec[],
  stored: readonly StoredTensor[],
  file: string,
): Record<Role, Tensor> {
  const where = { file, node: layer.name }
  const title = `layer ${quoteName(layer.name)} (${layer.className})`
  if (stored.length !== specs.length) {
    const wants = specs.map((spec) => spec.role).join(', ')
    fail(
      'import/weights-missing',
      stored.length === 0
        ? `${file} has no weights for ${title}; it needs ${wants}.`
        : `${file} has ${stored.length} weights for ${title}; it needs ${specs.length}: ${wants}.`,
      {
        where,
        hint: 'The weights belong to another model, or the file is incomplete. Save both together.',
      },
    )
  }
  const assigned: Record<Role, Tensor> = {}
  for (const [i, spec] of specs.entries()) {
    const tensor = stored[i] as StoredTensor
    if (!fitsShape(spec, tensor))
      fail(
        'import/weights-do-not-fit',
        `The ${spec.role} of ${title} should be ${formatSpec(spec)}, but ${quoteName(tensor.name)} is ${formatShape(tensor.shape) || 'a single number'}.`,
        {
          where,
          hint: 'The weights belong to another model. Save the model and its weights together.',
        },
      )
    assigned[spec.role] = { shape: tensor.shape, data: tensor.data }
  }
  return assigned
}

export function fitsShape(spec: WeightSpec, tensor: Tensor): boolean {
  return (
    spec.shape.length === tensor.shape.length &&
    spec.shape.every((size, i) => size === null || size === tensor.shape[i])
  )
}

function formatSpec(spec: WeightSpec): string {
  return spec.shape.map((size) => size ?? '?').join(' × ') || 'a single number'
}

/** What the weights of a layer that is not understood amount to. */
export function dropWeights(layer: KerasLayer, bytes: number): Dropped[] {
  if (bytes === 0) return []
  return [{ what: `weights of ${quoteName(layer.name)} (${quoteName(layer.className)})`, bytes }]
}

/**
 * By name: each layer takes the first unused tensor called `…layer/weight`. Undefined where one is
 * not found. Serves files that list the weights of nested models in one row.
 */
export function assignByName(
  layers: readonly KerasLayer[],
  stored: readonly StoredTensor[],
): Map<KerasLayer, StoredTensor[]> | undefined {
  const bySuffix = indexSuffixes(stored)
  const used = new Set<StoredTensor>()
  const found = new Map<KerasLayer, StoredTensor[]>()
  for (const layer of layers) {
    const tensors: StoredTensor[] = []
    for (const spec of weightSpecs(layer) ?? []) {
      const tensor = spec.names
        .flatMap((name) => bySuffix.get(`${layer.name}/${name}`) ?? [])
        .find((candidate) => !used.has(candidate))
      if (!tensor) return undefined
      used.add(tensor)
      tensors.push(tensor)
    }
    found.set(layer, tensors)
  }
  return found
}

/** `model/conv/kernel:0` is found as itself, as `conv/kernel` and as `kernel`. */
function indexSuffixes(stored: readonly StoredTensor[]): ReadonlyMap<string, StoredTensor[]> {
  const index = new Map<string, StoredTensor[]>()
  for (const tensor of stored) {
    const parts = tensor.name.replace(/:\d+$/, '').split('/').slice(-12)
    for (let i = 0; i < parts.length; i++) {
      const key = parts.slice(i).join('/')
      const list = index.get(key)
      if (list) list.push(tensor)
      else index.set(key, [tensor])
    }
  }
  return index
}
