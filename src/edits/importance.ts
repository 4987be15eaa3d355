// How much a channel matters, by the measure that the user chooses:
// l1            Σ |w| of the weights that make it (Li et al. 2017, "Pruning filters for efficient
//               convnets"),
// batchNorm     |γ| of its batch norms (Liu et al. 2017, "Network slimming"),
// activation    mean |x| where other layers read it, on calibration samples,
// contribution  standard deviation of x there, times Σ |w| of the weights that read it: how much the
//               channel moves the next layer,
// elimination   what the next layers miss after they made up for it, one channel after the other.
// The last three need the activity that a meter gathers (activity.ts).

import { fail } from '../lib/diagnostics'
import type { Json, Model, Node, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import type { Followed } from '../layers/layer'
import type { Activity } from './activity'
import { eliminateChannels } from './eliminateChannels'
import type { EditArgs } from './edit'
import { hasWidth, traceChannels } from './traceChannels'
import type { ChannelTrace } from './traceChannels'

/** One number per channel (last axis) of each layer's result. */
export type ChannelScores = Readonly<Record<NodeId, readonly number[]>>

export type Importance =
  | { readonly by: 'l1' | 'batchNorm' }
  | { readonly by: 'activation' | 'contribution' | 'elimination'; readonly activity: Activity }
  /** Any numbers of one's own. */
  | { readonly by: 'scores'; readonly scores: ChannelScores }

export const importanceByWeights: Importance = { by: 'l1' }

/** The best on the bundled tests (docs/pruning.md): by elimination where samples were measured. */
export function chooseImportance(activity?: Activity): Importance {
  if (!activity) return importanceByWeights
  const chosen = choices.get(activity) ?? { by: 'elimination', activity }
  choices.set(activity, chosen)
  return chosen
}

/** The same object for the same activity: scores are cached by it. */
const choices = new WeakMap<Activity, Importance>()

const indices = (count: number) => Array.from({ length: count }, (_, i) => i)

type Cut = Followed['cuts'][number]

/** Σ |w| of one weight by index along the cut's axis. */
function sumAlong(model: Model, node: Node, { role, axis }: Cut): Float64Array {
  const weight = model.weights[node.weights[role] ?? '']
  if (!weight || weight.shape.length < 2) return new Float64Array()
  const size = weight.shape[axis] ?? 1
  const inner = weight.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const sums = new Float64Array(size)
  const { data } = weight
  for (let i = 0; i < data.length; i++) {
    const index = Math.floor(i / inner) % size
    sums[index] = (sums[index] ?? 0) + Math.abs(data[i] ?? 0)
  }
  return sums
}

function addTo(scores: Float64Array, classes: Int32Array | undefined, values: ArrayLike<number>) {
  classes?.forEach((one, channel) => {
    scores[one] = (scores[one] ?? 0) + (values[channel] ?? 0)
  })
}

/** Layers whose channels are their own: they make some and read others. */
function widthNodes(model: Model, { classes, shapes }: ChannelTrace) {
  return model.nodes.flatMap((node) => {
    const layer = layerOf(node.kind)
    const own = classes.get(node.id)
    if (!layer?.follow || !own || !hasWidth(layer)) return []
    const inputs = node.inputs.map((id) => shapes.get(id) ?? [])
    return [{ node, follow: layer.follow, inputs, own }]
  })
}

function weightScores(model: Model, trace: ChannelTrace): Float64Array {
  const scores = new Float64Array(trace.count)
  for (const { node, follow, inputs, own } of widthNodes(model, trace)) {
    const all = inputs.map(() => null)
    for (const cut of follow(node.attrs, inputs, all, indices(own.length)).cuts)
      addTo(scores, own, sumAlong(model, node, cut))
  }
  return scores
}

/** Where a layer's channels all pass batch norms their |γ|, otherwise Σ |w|. */
function normScores(model: Model, trace: ChannelTrace): Float64Array {
  const scores = new Float64Array(trace.count)
  const passed = new Set<number>()
  for (const { id, weights } of model.nodes) {
    if (weights['variance'] === undefined) continue
    const gamma = model.weights[weights['gamma'] ?? '']?.data.map(Math.abs)
    const classes = trace.classes.get(id)
    addTo(scores, classes, gamma ?? indices(classes?.length ?? 0).fill(1))
    for (const one of classes ?? []) passed.add(one)
  }
  const byWeights = weightScores(model, trace)
  for (const { own } of widthNodes(model, trace))
    if (own.some((one) => !passed.has(one)))
      for (const one of own) scores[one] = byWeights[one] ?? 0
  return scores
}

/** The scores of a layer of that many channels; others belong to another model. */
function scoresOf(scores: ChannelScores, node: Node | undefined, count: number): readonly number[] {
  const own = node && Object.hasOwn(scores, node.id) ? scores[node.id] : undefined
  if (own?.length === count) return own
  return fail(
    'edit/importance',
    `${node?.name ?? 'A layer'} has ${count} channels and ${own ? own.length : 'no'} scores.`,
    { where: { node: node?.id }, hint: 'Measure the importance of this model anew.' },
  )
}

/** One of the numbers, of all layers. */
function statistic(activity: Activity, name: 'magnitude' | 'deviation'): ChannelScores {
  return Object.fromEntries(Object.entries(activity).map(([id, own]) => [id, own[name]]))
}

function activityScores(
  model: Model,
  trace: ChannelTrace,
  activity: Activity,
  weighted: boolean,
): Float64Array {
  const scoresById = statistic(activity, weighted ? 'deviation' : 'magnitude')
  const scores = new Float64Array(trace.count)
  const byId = new Map(model.nodes.map((node) => [node.id, node]))
  const seen = new Set<NodeId>()
  for (const { node, follow, inputs } of widthNodes(model, trace))
    node.inputs.forEach((id, at) => {
      const classes = trace.classes.get(id)
      if (!classes || (!weighted && seen.has(id))) return
      seen.add(id)
      const values = scoresOf(scoresById, byId.get(id), classes.length)
      if (!weighted) return addTo(scores, classes, values)
      const kept = inputs.map((_, i) => (i === at ? indices(classes.length) : null))
      const reading = follow(node.attrs, inputs, kept, null).cuts.find((cut) => cut.sums)
      const norms = reading ? sumAlong(model, node, reading) : new Float64Array()
      // A separable convolution reads a channel through several in between.
      const each = norms.length / classes.length
      const sums = values.map((value, c) =>
        norms.subarray(c * each, (c + 1) * each).reduce((sum, norm) => sum + norm * value, 0),
      )
      addTo(scores, classes, sums)
    })
  return scores
}

/** How late each channel of a layer goes; by contribution where that can't be known. */
function eliminationScores(model: Model, trace: ChannelTrace, activity: Activity): Float64Array {
  const scores = new Float64Array(trace.count)
  const done = new Set<number>()
  let others: Float64Array | undefined
  for (const { own } of widthNodes(model, trace)) {
    const classes = [...new Set(own)].filter((one) => !done.has(one) && !trace.frozen.has(one))
    if (classes.length === 0) continue
    const order = eliminateChannels(model, classes, activity)
    if (!order) others ??= activityScores(model, trace, activity, true)
    for (const one of classes) scores[one] = others?.[one] ?? 0
    order?.forEach((one, i) => (scores[one] = i + 1))
    for (const one of classes) done.add(one)
  }
  return scores
}

function compute(model: Model, importance: Importance): Float64Array {
  const trace = traceChannels(model)
  if (importance.by === 'elimination') return eliminationScores(model, trace, importance.activity)
  if ('activity' in importance)
    return activityScores(model, trace, importance.activity, importance.by === 'contribution')
  if (importance.by !== 'scores')
    return importance.by === 'l1' ? weightScores(model, trace) : normScores(model, trace)
  const scores = new Float64Array(trace.count)
  for (const { node, own } of widthNodes(model, trace))
    if (Object.hasOwn(importance.scores, node.id))
      addTo(scores, own, scoresOf(importance.scores, node, own.length))
  return scores
}

const known = new WeakMap<Model, WeakMap<Importance, Float64Array>>()

/** By class of `traceChannels(model)`; cached, since sliders ask on every tick. */
export function classScores(model: Model, importance: Importance): Float64Array {
  const ofModel = known.get(model) ?? new WeakMap<Importance, Float64Array>()
  known.set(model, ofModel)
  const scores = ofModel.get(importance) ?? compute(model, importance)
  ofModel.set(importance, scores)
  return scores
}

/**
 * The scores as numbers that another thread can take, `{ by: 'scores' }`: every class stands with the
 * first layer that has it, so that layers that move together count it once.
 */
export function channelScores(model: Model, importance: Importance): ChannelScores {
  const trace = traceChannels(model)
  const scores = classScores(model, importance)
  const told = new Set<number>()
  const entries = widthNodes(model, trace).map(({ node, own }) => {
    const list = Array.from(own, (one) => {
      if (told.has(one)) return 0
      told.add(one)
      return scores[one] ?? 0
    })
    return [node.id, list] as const
  })
  return Object.fromEntries(entries)
}

function isScores(value: Json | undefined): boolean {
  const isNumber = (one: Json) => typeof one === 'number' && Number.isFinite(one)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((list) => Array.isArray(list) && list.every(isNumber))
}

function isActivity(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = ['magnitude', 'deviation']
  return Object.values(value).every(
    (own) => isScores(own) && names.every((name) => Object.hasOwn(own as object, name)),
  )
}

/** The argument `importance` of an edit; by weights where there is none. */
export function importanceArg(args: EditArgs): Importance {
  const value = args['importance']
  if (value === undefined) return importanceByWeights
  const { by, activity, scores } = (value ?? {}) as { readonly [key: string]: Json | undefined }
  if (by === 'l1') return importanceByWeights
  if (by === 'batchNorm') return { by }
  if ((by === 'activation' || by === 'contribution') && isActivity(activity))
    return { by, activity: activity as unknown as Activity }
  if (by === 'scores' && isScores(scores)) return { by, scores: scores as unknown as ChannelScores }
  return fail('edit/argument', 'The importance is none that is known.', {
    hint: 'By l1, batchNorm, activation or contribution (with activity), or scores.',
  })
}
