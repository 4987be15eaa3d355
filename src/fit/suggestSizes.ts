// What makes a model fit its board at the least loss: the smallest edits first, in the head of whoever
// looks at a budget that is red. One layer narrower, two where two budgets are broken, the whole
// network narrower, or what costs nothing: rows instead of buffers, no softmax. The loss of a layer is
// −ln of the share of its channels' importance that stays; shares of layers multiply. No weight is read.

import type { Board } from '../boards/board'
import { flashMarginBytes } from '../compile/budget'
import { plan } from '../compile/compile'
import type { CompileOptions } from '../compile/plan'
import { applyWidths } from '../edits/applyWidths'
import type { EditArgs } from '../edits/edit'
import type { ChannelScores } from '../edits/importance'
import { poolInsteadOfFlattenEdit } from '../edits/poolInsteadOfFlatten'
import { widthOf } from '../edits/resizeChannels'
import { widthGroup, widthProblem } from '../edits/widthProblem'
import { UserError } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'

export interface SuggestInput {
  /** The tensors' shapes are enough. */
  readonly base: Model
  readonly widths: Readonly<Record<NodeId, number>>
  readonly board: Board
  readonly options: CompileOptions
  /** By which layers' channels are weighed against each other: large counts much. */
  readonly scores: ChannelScores
}

export type SuggestedChange =
  | { readonly kind: 'width'; readonly node: NodeId; readonly from: number; readonly to: number }
  /** Of the present widths. */
  | { readonly kind: 'scale'; readonly factor: number }
  | { readonly kind: 'rows' }
  | { readonly kind: 'no-softmax' }
  | { readonly kind: 'edit'; readonly node: NodeId; readonly edit: string; readonly args: EditArgs }

export type SizeBudget = 'flash' | 'ram'

export interface Suggestion {
  readonly changes: readonly SuggestedChange[]
  /** All widths of the design then; of an edit of structure those that stay. */
  readonly widths: Readonly<Record<NodeId, number>>
  readonly options: CompileOptions
  readonly flashBytes: number
  readonly ramBytes: number
  /** Which of the broken budgets it mends. */
  readonly mends: readonly SizeBudget[]
  readonly loss: number
}

export interface Suggestions {
  /** Mends all that is broken at the least loss. */
  readonly best?: Suggestion
  /** What one layer alone can do, by every layer whose width it is. */
  readonly layers: readonly (readonly [NodeId, Suggestion])[]
}

interface Sizes {
  readonly flashBytes: number
  readonly ramBytes: number
  /** What is left of the board's; below 0 it does not fit. */
  readonly flashSpare: number
  readonly ramSpare: number
}

export interface SuggestContext {
  /** After each plan, of about so many. */
  readonly onProgress?: (done: number, total: number) => void
}

type Widths = Readonly<Record<NodeId, number>>

/** Layers looked at one by one; of larger networks those that take most. */
const mostLayers = 12
const pairsOf = 3

function sizesOf(model: Model, board: Board, options: CompileOptions): Sizes | undefined {
  const { supported, flash, ram } = plan(model, board, options)
  if (!supported) return undefined
  return {
    flashBytes: flash.bytes,
    ramBytes: ram.bytes,
    flashSpare: flash.limitBytes - flash.bytes,
    ramSpare: ram.limitBytes - ram.bytes,
  }
}

const meets = (sizes: Sizes, needs: readonly SizeBudget[]) =>
  needs.every((need) =>
    need === 'flash' ? sizes.flashSpare >= flashMarginBytes : sizes.ramSpare >= 0,
  )

const brokenBy = ({ flashSpare, ramSpare }: Sizes): readonly SizeBudget[] => [
  ...(flashSpare < 0 ? (['flash'] as const) : []),
  ...(ramSpare < 0 ? (['ram'] as const) : []),
]

/** The largest whole number in [least, most] that passes, if any does and larger ones do not. */
function largest(least: number, most: number, passes: (n: number) => boolean): number | undefined {
  if (least > most || !passes(least)) return undefined
  let [low, high] = [least, most + 1]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (passes(middle)) low = middle
    else high = middle
  }
  return low
}

/** −ln of the kept share of importance, by layer and width. */
function lossTable(base: Model, id: NodeId, scores: ChannelScores): readonly number[] {
  const count = widthOf(base, id)
  const own = Object.hasOwn(scores, id) ? scores[id] : undefined
  const sorted = Array.from({ length: count }, (_, c) => own?.[c] ?? 1).sort((a, b) => b - a)
  const total = sorted.reduce((sum, score) => sum + score, 0)
  let kept = 0
  return [
    Infinity,
    ...sorted.map((score) => {
      kept += score
      return total > 0 ? Math.max(0, -Math.log(kept / total)) : 0
    }),
  ]
}

/** One search: what was planned is known, and what it was planned for. */
class Search {
  readonly able: readonly NodeId[]
  readonly groups: ReadonlyMap<NodeId, readonly NodeId[]>
  private readonly known = new Map<string, Sizes | undefined>()
  private readonly tables = new Map<NodeId, readonly number[]>()
  private plans = 0

  constructor(
    readonly input: SuggestInput,
    private readonly context: SuggestContext,
  ) {
    const { base } = input
    const groups = new Map<NodeId, readonly NodeId[]>()
    const seen = new Set<NodeId>()
    for (const { id } of base.nodes) {
      if (widthProblem(base, id) !== undefined || seen.has(id)) continue
      const group = widthGroup(base, id)
      for (const one of group) seen.add(one)
      groups.set(id, group)
    }
    this.groups = groups
    this.able = [...groups.keys()]
  }

  /** Undefined where these widths can't be. */
  sizes(widths: Widths, options: CompileOptions): Sizes | undefined {
    const { base, board } = this.input
    const entries = Object.entries(widths).sort(([a], [b]) => (a < b ? -1 : 1))
    const key = JSON.stringify([entries, options])
    if (this.known.has(key)) return this.known.get(key)
    const sizes = attempt(() => sizesOf(applyWidths(base, widths, 'derived'), board, options))
    this.known.set(key, sizes)
    // Nobody knows how many there will be; of most models about so many.
    this.plans++
    this.context.onProgress?.(this.plans, this.plans + 2 * this.able.length + 8)
    return sizes
  }

  width(widths: Widths, id: NodeId): number {
    const own = (this.groups.get(id) ?? [id]).flatMap((one) => widths[one] ?? [])
    return Math.min(widthOf(this.input.base, id), ...own)
  }

  with(widths: Widths, id: NodeId, width: number): Widths {
    const group = this.groups.get(id) ?? [id]
    const others = Object.entries(widths).filter(([one]) => !group.includes(one))
    const own = width === widthOf(this.input.base, id) ? [] : [[id, width] as const]
    return Object.fromEntries([...others, ...own])
  }

  loss(widths: Widths): number {
    const { base, scores } = this.input
    return this.able.reduce((sum, id) => {
      const table = this.tables.get(id) ?? lossTable(base, id, scores)
      this.tables.set(id, table)
      return sum + (table[this.width(widths, id)] ?? 0)
    }, 0)
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

interface Start {
  readonly widths: Widths
  readonly options: CompileOptions
  readonly changes: readonly SuggestedChange[]
}

interface Found extends Start {
  readonly mends: readonly SizeBudget[]
}

/** The widest that this layer can be so that the budgets are kept. */
function oneLayer(
  search: Search,
  id: NodeId,
  from: Start,
  needs: readonly SizeBudget[],
): Found | undefined {
  const now = search.width(from.widths, id)
  const to = largest(1, now - 1, (width) => {
    const sizes = search.sizes(search.with(from.widths, id, width), from.options)
    return sizes !== undefined && meets(sizes, needs)
  })
  if (to === undefined) return undefined
  return {
    widths: search.with(from.widths, id, to),
    options: from.options,
    changes: [...from.changes, { kind: 'width', node: id, from: now, to }],
    mends: needs,
  }
}

function wholeNetwork(search: Search, from: Start): Found | undefined {
  const widthsFor = (percent: number): Widths =>
    search.able.reduce((widths, id) => {
      const width = Math.max(1, Math.round((search.width(from.widths, id) * percent) / 100))
      return search.with(widths, id, width)
    }, from.widths)
  const percent = largest(2, 99, (n) => {
    const sizes = search.sizes(widthsFor(n), from.options)
    return sizes !== undefined && meets(sizes, ['flash', 'ram'])
  })
  if (percent === undefined) return undefined
  return {
    widths: widthsFor(percent),
    options: from.options,
    changes: [...from.changes, { kind: 'scale', factor: percent / 100 }],
    mends: ['flash', 'ram'],
  }
}

/** Without the softmax, which takes nothing from the model. */
function withoutSoftmax(from: Start): readonly Found[] {
  if (!from.options.softmax) return []
  const options = { ...from.options, softmax: false }
  const changes = [...from.changes, { kind: 'no-softmax' } as const]
  return [{ ...from, options, changes, mends: ['flash', 'ram'] }]
}

/** As it is, and where buffers were asked for by rows: that takes nothing from the model either. */
function startsOf({ widths, options }: SuggestInput): readonly Start[] {
  const start = { widths, options, changes: [] }
  if (options.streaming === 'auto') return [start]
  const byRows = { ...options, streaming: 'auto' } as const
  return [start, { widths, options: byRows, changes: [{ kind: 'rows' }] }]
}

/** Layers by what they hold and read, the largest first: few of many can mend anything. */
function worthLooking(search: Search): readonly NodeId[] {
  if (search.able.length <= mostLayers) return search.able
  const { base, widths, board, options } = search.input
  const made = plan(applyWidths(base, widths, 'derived'), board, options)
  const weight = new Map(
    made.layers.map(({ node, flashBytes, activationBytes, stored }) => [
      node,
      flashBytes + (stored ? activationBytes : 0),
    ]),
  )
  const readers = (group: readonly NodeId[]) =>
    base.nodes.filter(({ inputs }) => inputs.some((id) => group.includes(id)))
  const sum = (id: NodeId) => {
    const group = search.groups.get(id) ?? [id]
    const all = [...group, ...readers(group).map((node) => node.id)]
    return all.reduce((bytes, one) => bytes + (weight.get(one) ?? 0), 0)
  }
  const sums = new Map(search.able.map((id) => [id, sum(id)]))
  const sorted = search.able.toSorted((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0))
  return sorted.slice(0, mostLayers)
}

/** Global pooling in the place of a Flatten, where nothing gentler is enough. */
function pooling(search: Search, broken: readonly SizeBudget[]): Suggestion | undefined {
  const { base, board, widths, options } = search.input
  for (const { id } of base.nodes) {
    const args = { node: id }
    const sizes = attempt(() => {
      const pooled = poolInsteadOfFlattenEdit.apply(base, args)
      return sizesOf(applyWidths(pooled, widths, 'derived'), board, options)
    })
    if (!sizes || !meets(sizes, ['flash', 'ram'])) continue
    const change = { kind: 'edit', node: id, edit: poolInsteadOfFlattenEdit.id, args } as const
    const { flashBytes, ramBytes } = sizes
    const loss = search.loss(widths)
    return { changes: [change], widths, options, flashBytes, ramBytes, mends: broken, loss }
  }
  return undefined
}

/** What each layer alone can do, by every layer of its group. */
function everyLayer(
  search: Search,
  looked: readonly NodeId[],
  start: Start,
  broken: readonly SizeBudget[],
): ReadonlyMap<NodeId, Found> {
  const layers = new Map<NodeId, Found>()
  for (const id of looked) {
    const found =
      oneLayer(search, id, start, ['flash', 'ram']) ??
      (broken.length > 1
        ? (oneLayer(search, id, start, ['flash']) ?? oneLayer(search, id, start, ['ram']))
        : undefined)
    if (found) for (const one of search.groups.get(id) ?? [id]) layers.set(one, found)
  }
  return layers
}

/** Where flash and RAM are both over: one layer mends RAM, another one then flash. */
function twoLayers(
  search: Search,
  looked: readonly NodeId[],
  start: Start,
  broken: readonly SizeBudget[],
): readonly Found[] {
  if (broken.length < 2) return []
  const mending = (need: SizeBudget) =>
    looked
      .flatMap((id) => {
        const found = oneLayer(search, id, start, [need])
        return found ? [{ id, found, loss: search.loss(found.widths) }] : []
      })
      .toSorted((a, b) => a.loss - b.loss)
      .slice(0, pairsOf)
  const flash = mending('flash')
  return mending('ram').flatMap((first) =>
    flash.flatMap(({ id }) => {
      const both = id === first.id ? undefined : oneLayer(search, id, first.found, ['flash', 'ram'])
      return both ? [both] : []
    }),
  )
}

/** Nothing where the design fits, or can't run. */
export function suggestSizes(input: SuggestInput, context: SuggestContext = {}): Suggestions {
  const search = new Search(input, context)
  const now = search.sizes(input.widths, input.options)
  const broken = now ? brokenBy(now) : []
  if (!now || broken.length === 0) return { layers: [] }
  const finish = (found: Found): Suggestion => {
    const { flashBytes, ramBytes } = search.sizes(found.widths, found.options) ?? now
    const mends = broken.filter((one) => found.mends.includes(one))
    return { ...found, mends, flashBytes, ramBytes, loss: search.loss(found.widths) }
  }
  const fits = ({ widths, options }: Start) => {
    const sizes = search.sizes(widths, options)
    return sizes !== undefined && meets(sizes, ['flash', 'ram'])
  }
  const looked = worthLooking(search)
  const layers = new Map<NodeId, Found>()
  const found = startsOf(input).flatMap((start): readonly Found[] => {
    const own = everyLayer(search, looked, start, broken)
    for (const [id, one] of own) if (!layers.has(id)) layers.set(id, one)
    const whole = wholeNetwork(search, start)
    return [
      { ...start, mends: ['flash', 'ram'] } as const,
      ...withoutSoftmax(start),
      ...own.values(),
      ...twoLayers(search, looked, start, broken),
      ...(whole ? [whole] : []),
    ]
  })
  const [best] = found
    .filter(fits)
    .map(finish)
    .toSorted((a, b) => a.loss - b.loss || a.changes.length - b.changes.length)
  const chosen = best ?? pooling(search, broken)
  return {
    ...(chosen ? { best: chosen } : {}),
    layers: [...layers].map(([id, one]) => [id, finish(one)] as const),
  }
}
