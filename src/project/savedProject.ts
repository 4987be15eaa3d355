// A project as it is kept: plain data that survives a structured clone, with the weights apart, by
// content id, so that each is written once however many versions of the model the undo history holds.
// Versioned: what an older studio kept goes through `migrations` one version after another.

import { fail } from '../lib/diagnostics'
import type { Model, Tensor, WeightId } from '../model/model'

export const savedVersion = 1

export interface SavedProject {
  readonly version: typeof savedVersion
  /** The caller's content, every Model in it without its weights. */
  readonly content: unknown
  /** Of all models in it. */
  readonly weightIds: readonly WeightId[]
}

export interface PackedProject {
  readonly saved: SavedProject
  readonly weights: ReadonlyMap<WeightId, Tensor>
}

type Fields = { readonly [key: string]: unknown }

/** From the version that is the key to the next one. */
const migrations: Readonly<Record<number, (older: Fields) => Fields>> = {}

const maxDepth = 60
const placeholder = 'weightIds'

/**
 * Takes the models in `content` apart. What several places share stays shared, so that a clone of a
 * long history is no larger than what differs in it.
 */
export function packProject(content: unknown): PackedProject {
  const weights = new Map<WeightId, Tensor>()
  const known = new Map<object, unknown>()
  const pack = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
    const before = known.get(value)
    if (before !== undefined) return before
    const packed = isModel(value) ? packModel(value, weights) : mapFields(value, pack)
    known.set(value, packed)
    return packed
  }
  const packed = pack(content)
  return {
    saved: { version: savedVersion, content: packed, weightIds: [...weights.keys()] },
    weights,
  }
}

function isModel(value: object): value is Model {
  const { nodes, weights, preprocessing } = value as Partial<Model>
  return Array.isArray(nodes) && isFields(weights) && isFields(preprocessing)
}

/** Only the weights that a node reads. */
function packModel(model: Model, weights: Map<WeightId, Tensor>): unknown {
  const ids = new Set(model.nodes.flatMap((node) => Object.values(node.weights)))
  for (const id of ids) {
    const tensor = model.weights[id]
    if (tensor) weights.set(id, tensor)
  }
  return { ...model, weights: { [placeholder]: [...ids] } }
}

/** Plain objects and lists; a list or an object without models stays the one that it is. */
function mapFields(value: object, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    const mapped = value.map(map)
    return mapped.some((item, i) => item !== value[i]) ? mapped : value
  }
  const entries = Object.entries(value)
  const mapped = entries.map(([key, inner]) => [key, map(inner)] as const)
  return mapped.some(([, inner], i) => inner !== entries[i]?.[1])
    ? Object.fromEntries(mapped)
    : value
}

/** What was kept, in today's form. Throws UserError where it is none, or of a newer studio. */
export function readSavedProject(value: unknown): SavedProject {
  let fields = isFields(value) ? value : failDamaged()
  for (;;) {
    const version = fields['version']
    if (version === savedVersion) break
    if (typeof version !== 'number') return failDamaged()
    if (version > savedVersion)
      return fail('project/newer', 'This project was kept by a newer version of the studio.', {
        hint: 'Reload the page; if that does not help, clear the browser’s cache of it.',
      })
    fields = (migrations[version] ?? failDamaged())(fields)
  }
  const ids = fields['weightIds']
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) return failDamaged()
  return { version: savedVersion, content: fields['content'], weightIds: ids as string[] }
}

/** The content with its models whole again. Throws UserError where a weight is missing. */
export function unpackProject(
  { content }: SavedProject,
  weights: ReadonlyMap<WeightId, Tensor>,
): unknown {
  const known = new Map<object, unknown>()
  const unpack = (value: unknown, depth = 0): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
    if (depth > maxDepth) return failDamaged()
    const before = known.get(value)
    if (before !== undefined) return before
    const unpacked = isModel(value)
      ? { ...value, weights: collect(value.weights, weights) }
      : mapFields(value, (inner) => unpack(inner, depth + 1))
    known.set(value, unpacked)
    return unpacked
  }
  return unpack(content)
}

function collect(
  packed: unknown,
  weights: ReadonlyMap<WeightId, Tensor>,
): Record<WeightId, Tensor> {
  const ids = isFields(packed) ? packed[placeholder] : undefined
  if (!Array.isArray(ids)) return failDamaged()
  return Object.fromEntries(
    (ids as unknown[]).map((id) => {
      const tensor = weights.get(String(id))
      return isTensor(tensor) ? [String(id), tensor] : failDamaged()
    }),
  )
}

function isTensor(value: Tensor | undefined): value is Tensor {
  if (!value || !Array.isArray(value.shape) || !(value.data instanceof Float32Array)) return false
  return (
    value.shape.reduce((product: number, size: number) => product * size, 1) === value.data.length
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function failDamaged(): never {
  return fail('project/damaged', 'What was kept of this project is incomplete.', {
    hint: 'Open the model’s file again.',
  })
}
