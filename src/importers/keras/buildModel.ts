// A KerasModel with its weights into the float Model: nested models are laid flat, layers used twice
// become one node per use, training-only layers vanish, and what is not known stays as `unknown`.

import { fail } from '../../lib/diagnostics'
import type { Report } from '../../lib/diagnostics'
import type { Attrs, Json, Model, Node, NodeId, Role, Tensor, WeightId } from '../../model/model'
import { weightIds } from '../../model/weightId'
import type { JsonObject } from '../json'
import { quoteName } from '../shared'
import type { Converted } from './conversion'
import { convertLayer } from './convertLayer'
import { guessPreprocessing } from './guessPreprocessing'
import { checkInputShape, readInputShape } from './inputShape'
import type { KerasLayer, KerasModel } from './kerasModel'
import { reportDropped, reportNotFinite, reportOutputs, reportUnsupported } from './reportModel'
import { createWiring } from './wiring'

const maxNodes = 2000
const maxConfigCharacters = 4000

export type PlacedWeights = ReadonlyMap<KerasLayer, Readonly<Record<Role, Tensor>>>

interface Building {
  readonly file: string
  readonly report: Report
  readonly placed: PlacedWeights
  readonly weightIds: ReadonlyMap<Tensor, WeightId>
  readonly nodes: Node[]
  readonly ids: Set<NodeId>
  readonly ranks: Map<NodeId, number | undefined>
  readonly stored: Map<KerasLayer, Readonly<Record<Role, WeightId>>>
  readonly weights: Record<WeightId, Tensor>
  readonly dropped: Map<string, string[]>
}

/** Throws UserError where inputs have no size or connections lead nowhere. */
export async function buildModel(
  keras: KerasModel,
  name: string,
  placed: PlacedWeights,
  file: string,
  report: Report,
): Promise<Model> {
  const building: Building = {
    file,
    report,
    placed,
    weightIds: await weightIds([...placed.values()].flatMap((roles) => Object.values(roles))),
    nodes: [],
    ids: new Set(),
    ranks: new Map(),
    stored: new Map(),
    weights: {},
    dropped: new Map(),
  }
  const outputs = [...new Set(addModel(building, keras, '', undefined))]
  const output = outputs.at(-1)
  if (output === undefined)
    return fail('import/bad-config', `${file} describes a model without outputs.`, {
      where: { file },
    })
  reportDropped(building.dropped, file, report)
  reportOutputs(outputs, file, report)
  const { nodes, weights } = building
  return { name, preprocessing: guessPreprocessing(nodes), nodes, outputs, output, weights }
}

/** The nodes of the model's outputs. `given` feeds the inputs of a nested model. */
function addModel(
  building: Building,
  model: KerasModel,
  prefix: string,
  given: readonly NodeId[] | undefined,
): NodeId[] {
  const wiring = createWiring(model, building.file)
  for (const { layer, call, inputs } of wiring.inOrder()) {
    const isInput = layer.className === 'InputLayer'
    if (inputs.length === 0 && !isInput) continue
    wiring.put(
      layer,
      call,
      isInput
        ? [addInput(building, model, layer, given, prefix)]
        : addCall(building, layer, prefix, inputs),
    )
  }
  return wiring.outputs()
}

function addInput(
  building: Building,
  model: KerasModel,
  layer: KerasLayer,
  given: readonly NodeId[] | undefined,
  prefix: string,
): NodeId {
  if (given) {
    const place = model.inputs.findIndex((ref) => ref.layer === layer.name)
    const id = given[Math.max(place, 0)]
    if (id !== undefined) return id
    fail('import/bad-config', `${building.file}: ${quoteName(prefix)} lacks an input.`, {
      where: { file: building.file, node: prefix },
    })
  }
  const shape = checkInputShape(readInputShape(layer.config), layer.name, building.file)
  return addNode(building, layer, prefix, { kind: 'input', attrs: { shape } }, [], shape.length)
}

/** One use of a layer: its result, one node id per output tensor. */
function addCall(
  building: Building,
  layer: KerasLayer,
  prefix: string,
  inputs: readonly NodeId[],
): readonly NodeId[] {
  if (layer.inner) return addModel(building, layer.inner, `${prefix}${layer.name}/`, inputs)
  const rank = building.ranks.get(inputs[0] ?? '')
  const conversion = convertLayer(layer, rank)
  if ('dropped' in conversion) {
    const names = building.dropped.get(layer.className) ?? []
    building.dropped.set(layer.className, [...names, layer.name])
    return inputs.slice(0, 1)
  }
  if ('problem' in conversion)
    return [addUnknown(building, layer, prefix, inputs, conversion.problem, conversion.rank)]
  const problem = checkInputCount(conversion, inputs.length)
  if (problem) return [addUnknown(building, layer, prefix, inputs, problem, undefined)]
  return [addNode(building, layer, prefix, conversion, inputs, conversion.rank(rank))]
}

function checkInputCount({ kind }: Converted, count: number): string | undefined {
  const sound = kind === 'add' || kind === 'concat' ? count >= 2 : count === 1
  return sound ? undefined : `${count} input${count === 1 ? '' : 's'} that it can be given here`
}

function addNode(
  building: Building,
  layer: KerasLayer,
  prefix: string,
  converted: Pick<Converted, 'kind' | 'attrs'> & Partial<Converted>,
  inputs: readonly NodeId[],
  rank: number | undefined,
): NodeId {
  const { file } = building
  if (building.nodes.length >= maxNodes)
    fail('import/too-many-layers', `${file} has more than ${maxNodes} layers.`, { where: { file } })
  const id = uniqueId(building, `${prefix}${layer.name}`)
  const absorbed = converted.absorb?.(building.placed.get(layer) ?? {})
  building.nodes.push({
    id,
    kind: converted.kind,
    name: id,
    attrs: absorbed ?? converted.attrs,
    inputs,
    weights: absorbed ? {} : storeWeights(building, layer),
    origin: { className: layer.className, file },
  })
  building.ranks.set(id, rank)
  return id
}

function uniqueId(building: Building, wanted: string): NodeId {
  let id = wanted
  for (let i = 2; building.ids.has(id); i++) id = `${wanted}_${i}`
  building.ids.add(id)
  return id
}

function storeWeights(building: Building, layer: KerasLayer): Readonly<Record<Role, WeightId>> {
  const known = building.stored.get(layer)
  if (known) return known
  const ids: Record<Role, WeightId> = {}
  for (const [role, tensor] of Object.entries(building.placed.get(layer) ?? {})) {
    const id = building.weightIds.get(tensor)
    if (id === undefined) throw new Error(`a weight of ${layer.name} has no name`)
    building.weights[id] = tensor
    ids[role] = id
    reportNotFinite(layer, role, tensor, building.file, building.report)
  }
  building.stored.set(layer, ids)
  return ids
}

function addUnknown(
  building: Building,
  layer: KerasLayer,
  prefix: string,
  inputs: readonly NodeId[],
  problem: string,
  rank: number | undefined,
): NodeId {
  const attrs: Attrs = {
    className: layer.className.slice(0, 200),
    config: boundConfig(layer.config),
    ...(problem && { reason: problem }),
  }
  const id = addNode(building, layer, prefix, { kind: 'unknown', attrs }, inputs, rank)
  reportUnsupported(layer, id, problem, building.file, building.report)
  return id
}

function boundConfig(config: JsonObject): Json {
  const size = JSON.stringify(config).length
  return size <= maxConfigCharacters ? config : { omitted: `${size} characters` }
}
