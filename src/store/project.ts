// What is undone and redone: the trained model, the sizes chosen for it, board and options. All else
// is derived from it. Immutable snapshots that share their arrays; no diffs.

import { createStore } from 'zustand/vanilla'
import { defaultOptions } from '../compile/plan'
import type { CompileOptions } from '../compile/plan'
import type { Edit, EditArgs } from '../edits/edit'
import type { Importance } from '../edits/importance'
import type { Json, Model, NodeId } from '../model/model'
import { newId } from './newId'

export interface Design {
  /** Of the file that the model came from. */
  readonly fileName: string
  /** As it came from the file: what fine-tuning may learn from, and what accuracy is compared with. */
  readonly original: Model
  /** All but the widths: chosen output, preprocessing, changed structure, trained weights. */
  readonly base: Model
  /** Filters or units where they differ from `base`. */
  readonly widths: Readonly<Record<NodeId, number>>
  /** By which measure channels stay where there are fewer; `auto`: the best for what is known. */
  readonly importance: ImportanceChoice
  readonly boardId: string
  readonly options: CompileOptions
  /** Names of the classes, where the file has them. */
  readonly labels?: readonly string[]
}

export type ImportanceChoice = 'auto' | Exclude<Importance['by'], 'scores'>

interface Change {
  readonly label: string
  /** Edits of one kind in quick succession are one step: a slider moved by keys. */
  readonly merge?: string
  readonly at: number
  readonly before: Design
  readonly after: Design
}

export interface ProjectState {
  /** Of what is open, new with every model that is opened. */
  readonly id: string | null
  readonly design: Design | null
  /** The design under an edit that is not committed yet: a slider on its way. */
  readonly preview: Design | null
  readonly past: readonly Change[]
  readonly future: readonly Change[]
}

const undoLimit = 200
const mergeMs = 800

/** What is kept over a reload. */
export interface KeptState {
  readonly design: Design
  readonly past: readonly Change[]
  readonly future: readonly Change[]
}

const nothing: ProjectState = { id: null, design: null, preview: null, past: [], future: [] }

export const project = createStore<ProjectState>(() => nothing)

/** What is on screen: the design under a running edit, otherwise the committed one. */
export function shownDesign(state: ProjectState): Design | null {
  return state.preview ?? state.design
}

export function openModel(
  base: Model,
  fileName: string,
  boardId: string,
  labels?: readonly string[],
): void {
  const design: Design = {
    fileName,
    original: base,
    base,
    widths: {},
    importance: 'auto',
    boardId,
    options: defaultOptions,
    ...(labels ? { labels } : {}),
  }
  project.setState({ ...nothing, id: newId(), design })
}

/** As it was left. Times of the history are of another page: nothing merges with it. */
export function restoreProject(id: string, { design, past, future }: KeptState): void {
  const old = (change: Change): Change => ({ ...change, at: -mergeMs })
  project.setState({ ...nothing, id, design, past: past.map(old), future: future.map(old) })
}

export function closeModel(): void {
  project.setState(nothing)
}

/** Shows an edit without making it undoable; called on every tick of a slider. */
export function preview(change: (design: Design) => Design): void {
  const { design } = project.getState()
  if (!design) return
  const shown = change(design)
  project.setState({ preview: shown === design ? null : shown })
}

export function cancelPreview(): void {
  if (project.getState().preview) project.setState({ preview: null })
}

/**
 * Makes an edit: `label` is what undo says it takes back, given the design before. An edit that merges
 * with the last one takes its place: a kernel cut smaller and grown again has all its weights.
 */
export function commit(
  label: string | ((before: Design) => string),
  change: (design: Design) => Design,
  merge?: string,
): void {
  const { design, past } = project.getState()
  if (!design) return
  const at = performance.now()
  const last = past[past.length - 1]
  const merged = merge !== undefined && last?.merge === merge && at - last.at < mergeMs
  const before = merged ? last.before : design
  const after = change(before)
  if (after === design) return cancelPreview()
  const step = {
    label: typeof label === 'string' ? label : label(before),
    merge,
    at,
    before,
    after,
  }
  const kept = merged ? past.slice(0, -1) : past
  const back = after === before
  project.setState({
    design: after,
    preview: null,
    past: back ? kept : [...kept.slice(1 - undoLimit), step],
    future: [],
  })
}

export function undo(): void {
  const { past, future } = project.getState()
  const change = past[past.length - 1]
  if (!change) return
  project.setState({
    design: change.before,
    preview: null,
    past: past.slice(0, -1),
    future: [change, ...future],
  })
}

export function redo(): void {
  const { past, future } = project.getState()
  const change = future[0]
  if (!change) return
  project.setState({
    design: change.after,
    preview: null,
    past: [...past, change],
    future: future.slice(1),
  })
}

/**
 * The design with one layer's size changed; a size as trained leaves no trace. `group`: layers that
 * move along, whose own sizes no longer count.
 */
export function withWidth(
  design: Design,
  node: NodeId,
  width: number,
  trained: number,
  group: readonly NodeId[] = [],
): Design {
  const others = Object.entries(design.widths).filter(([id]) => id !== node && !group.includes(id))
  const own = width === trained ? [] : [[node, width] as const]
  return withWidths(design, Object.fromEntries([...others, ...own]))
}

/** The design with these sizes and no others. */
export function withWidths(design: Design, widths: Design['widths']): Design {
  return sameWidths(widths, design.widths) ? design : { ...design, widths }
}

/**
 * The design with its structure edited; throws UserError where that can't be. Chosen widths stay where
 * their layers do.
 */
export function withEdit(design: Design, edit: Edit, args: EditArgs): Design {
  const edited = edit.apply(design.base, args)
  return withBase(design, withoutOldMarks(edited, design.original), design.widths)
}

/** A layer that is again what it was in the trained model, and reads what it read, is trained. */
function withoutOldMarks(model: Model, original: Model): Model {
  const { untrained, ...rest } = model
  if (!untrained) return model
  const trained = new Set(original.untrained ?? [])
  const left = untrained.filter(
    (id) => trained.has(id) || textOf(model, id) !== textOf(original, id),
  )
  if (left.length === untrained.length) return model
  return left.length > 0 ? { ...rest, untrained: left } : rest
}

/** All that a layer computes, with the layers without weights before it. */
function textOf({ nodes }: Model, id: NodeId): string {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const describe = (one: NodeId, first = false): Json => {
    const node = byId.get(one)
    if (!node || (!first && Object.keys(node.weights).length > 0)) return one
    const { kind, attrs, weights, inputs } = node
    return [one, kind, attrs, weights, inputs.map((input) => describe(input))]
  }
  return JSON.stringify(describe(id, true))
}

/** The design with another model of the chosen sizes: a trained, pruned or fitted one. */
export function withModel(design: Design, model: Model): Design {
  return withBase(design, model, {})
}

function withBase(design: Design, base: Model, widths: Design['widths']): Design {
  if (base === design.base) return design
  const stays = ([id]: [string, number]) => base.nodes.some((node) => node.id === id)
  return { ...design, base, widths: Object.fromEntries(Object.entries(widths).filter(stays)) }
}

function sameWidths(a: Design['widths'], b: Design['widths']): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
