// Weights of `.keras` archives: `layers/<group>/vars/<i>` (Keras 3) or
// `_layer_checkpoint_dependencies/<group>/vars/<i>` (TF 2.12 to 2.15). A group is not called like its
// layer but like its class plus a counter, so groups are matched within one class, in order.

import { fail } from '../../lib/diagnostics'
import type { Report } from '../../lib/diagnostics'
import type { Hdf5Group } from '../../lib/hdf5'
import type { Role, Tensor } from '../../model/model'
import { quoteName } from '../shared'
import type { Dropped } from '../shared'
import { countBytes, readText, toTensor } from './hdf5Tensors'
import { leafLayers } from './kerasModel'
import type { KerasLayer, KerasModel } from './kerasModel'
import { assignInOrder, dropWeights, weightSpecs } from './placeWeights'
import type { StoredTensor } from './placeWeights'

interface Reading {
  readonly file: string
  readonly report: Report
  readonly weights: Map<KerasLayer, Record<Role, Tensor>>
  readonly dropped: Dropped[]
}

const containers = ['layers', '_layer_checkpoint_dependencies']

/** Whether this is the layout of `model.weights.h5`. */
export function hasVars(root: Hdf5Group): boolean {
  return containers.some((name) => root.groups.has(name))
}

export function readVarsWeights(
  root: Hdf5Group,
  model: KerasModel,
  file: string,
  report: Report,
): { weights: Map<KerasLayer, Record<Role, Tensor>>; dropped: Dropped[] } {
  const reading: Reading = { file, report, weights: new Map(), dropped: [] }
  readLevel(reading, root, model)
  return reading
}

function readLevel(reading: Reading, root: Hdf5Group, model: KerasModel): void {
  const container = containers.map((name) => root.groups.get(name)).find((group) => group)
  const groups = matchGroups(reading, container, model)
  for (const layer of model.layers) {
    const group = groups.get(layer)
    if (layer.inner) {
      if (group) readLevel(reading, group, layer.inner)
      else if (needsWeights(layer)) failMissing(reading, layer)
      continue
    }
    const specs = weightSpecs(layer)
    if (!specs) reading.dropped.push(...dropWeights(layer, countBytes(group)))
    else if (specs.length)
      reading.weights.set(layer, assignInOrder(layer, specs, readVars(group), reading.file))
  }
}

/** `vars/0`, `vars/1`, … by number, not as text. */
function readVars(group: Hdf5Group | undefined): StoredTensor[] {
  const vars = group?.groups.get('vars')
  return [...(vars?.datasets ?? [])]
    .map(([name, dataset]) => ({ number: Number(name), tensor: toTensor(`vars/${name}`, dataset) }))
    .sort((a, b) => a.number - b.number)
    .flatMap(({ tensor }) => tensor ?? [])
}

function needsWeights(layer: KerasLayer): boolean {
  const leaves = layer.inner ? leafLayers(layer.inner) : [layer]
  return leaves.some((leaf) => weightSpecs(leaf)?.length !== 0)
}

function matchGroups(
  reading: Reading,
  container: Hdf5Group | undefined,
  model: KerasModel,
): ReadonlyMap<KerasLayer, Hdf5Group> {
  const filled = [...(container?.groups ?? [])].filter(([, group]) => countBytes(group) > 0)
  const named = matchByName(filled, model)
  if (named) return named
  const matched = new Map<KerasLayer, Hdf5Group>()
  const classes = new Map<string, KerasLayer[]>()
  for (const layer of model.layers) {
    if (!needsWeights(layer)) continue
    const word = toSnakeCase(layer.className)
    classes.set(word, [...(classes.get(word) ?? []), layer])
  }
  for (const [word, layers] of classes) {
    const groups = filled
      .flatMap(([name, group]) => {
        const number = numberOf(name, word)
        return number === undefined ? [] : { number, group }
      })
      .sort((a, b) => a.number - b.number)
    const [first] = layers
    const known = first !== undefined && (first.inner || weightSpecs(first))
    if (groups.length !== layers.length && known) failCount(reading, layers, groups.length)
    for (const [i, layer] of layers.entries()) {
      const group = groups[i]?.group
      if (group) matched.set(layer, group)
    }
  }
  return matched
}

/** Keras 3.7 and later note the layer's real name on `vars`. */
function matchByName(
  groups: readonly (readonly [string, Hdf5Group])[],
  model: KerasModel,
): ReadonlyMap<KerasLayer, Hdf5Group> | undefined {
  const byName = new Map<string, Hdf5Group>()
  for (const [, group] of groups) {
    const vars = group.groups.get('vars')
    const name = vars && readText(vars, 'name')
    if (name !== undefined) byName.set(name, group)
  }
  const wanted = model.layers.filter(needsWeights)
  const known = wanted.filter((layer) => layer.inner || weightSpecs(layer))
  if (!known.every((layer) => byName.has(layer.name))) return undefined
  return new Map(
    wanted.flatMap((layer) => {
      const group = byName.get(layer.name)
      return group ? [[layer, group] as const] : []
    }),
  )
}

/** 0 for `conv2d`, 3 for `conv2d_3`, undefined for another class's group. */
function numberOf(group: string, word: string): number | undefined {
  if (group === word) return 0
  const number = group.startsWith(`${word}_`) ? group.slice(word.length + 1) : ''
  return /^\d{1,6}$/.test(number) ? Number(number) : undefined
}

/** Keras's own rule: `Conv2DTranspose` → `conv2d_transpose`, `ReLU` → `re_lu`. */
export function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

function failMissing(reading: Reading, layer: KerasLayer): never {
  const { file } = reading
  return fail('import/weights-missing', `${file} has no weights for ${quoteName(layer.name)}.`, {
    where: { file, node: layer.name },
    hint: 'The weights belong to another model, or the file is incomplete. Save both together.',
  })
}

function failCount(reading: Reading, layers: readonly KerasLayer[], groups: number): never {
  const { file } = reading
  const className = quoteName(layers[0]?.className ?? '')
  return fail(
    'import/weights-missing',
    `The model has ${layers.length} ${className} layers with weights, but ${file} holds weights of ${groups}.`,
    { where: { file, ...(layers[0] && { node: layers[0].name }) } },
  )
}
