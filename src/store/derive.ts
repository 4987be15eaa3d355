// From a design to its model and plan, cached by content: undo and a slider that goes back and forth
// find what they had. Runs on the main thread on every tick, so a plan has to stay cheap.

import { boardById, boards } from '../boards'
import type { Board } from '../boards/board'
import { plan } from '../compile/compile'
import type { Plan } from '../compile/plan'
import { applyWidths } from '../edits/applyWidths'
import type { Model } from '../model/model'
import {
  importanceOf,
  measureChannels,
  measuredChannels,
  usedMeasure,
  wantsMeasuring,
} from './channels'
import type { Progress } from './jobs'
import type { Design } from './project'
import { samples } from './samples'

export interface Derived {
  readonly model: Model
  readonly plan: Plan
}

const cacheLimit = 400
const byBase = new WeakMap<Model, Map<string, Derived>>()
const models = new WeakMap<Model, { key: string; model: Model }>()

/** Widths, and what chooses the channels; without widths nothing is chosen. */
function channelsKey({ widths, importance }: Design): string {
  const entries = Object.entries(widths).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? '' : `${importance} ${JSON.stringify(entries)}`
}

/** Says whether two designs of one base model and one set of samples are the same thing to compile. */
export function designKey(design: Design): string {
  return `${design.boardId} ${JSON.stringify(design.options)} ${channelsKey(design)}`
}

const modelNumbers = new WeakMap<Model, number>()
let lastNumber = 0

function numberOf(model: Model): number {
  const number = modelNumbers.get(model) ?? ++lastNumber
  modelNumbers.set(model, number)
  return number
}

/** Names the model that runs, given the samples; the board does not matter to accuracy. */
export function modelKey(design: Design): string {
  return `${numberOf(design.base)} ${channelsKey(design)}`
}

/** What is known of the channels may come late: the plan stays, which channels it is may not. */
function nowKey(design: Design): string {
  if (Object.keys(design.widths).length === 0) return ''
  const measured = measuredChannels(design.base)
  return `${usedMeasure(design.base, design.importance)} ${measured ? samples.getState().id : ''}`
}

/** The model that runs, with the channels that stay as far as they are known now. */
export function editedModel(design: Design): Model {
  const { base, widths, importance } = design
  const key = `${channelsKey(design)} ${nowKey(design)}`
  const last = models.get(base)
  if (last?.key === key) return last.model
  const measured = measuredChannels(base)
  const measure = importanceOf(base, importance)
  const model = applyWidths(base, widths, 'derived', measure, measured?.activity)
  models.set(base, { key, model })
  return model
}

/** The model that runs, once samples chose its channels: the same one whenever it is asked for. */
export async function settledModel(design: Design, progress?: Progress): Promise<Model> {
  if (wantsMeasuring(design)) {
    progress?.('Measuring channels')
    await measureChannels(design.base)
  }
  return editedModel(design)
}

export function derive(design: Design): Derived {
  const cache = byBase.get(design.base) ?? new Map<string, Derived>()
  byBase.set(design.base, cache)
  const key = `${designKey(design)} ${nowKey(design)}`
  const known = cache.get(key)
  if (known) return known
  const model = editedModel(design)
  const derived = { model, plan: plan(model, boardOf(design), design.options) }
  if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!)
  cache.set(key, derived)
  return derived
}

const asTrained = new WeakMap<Model, Model>()

/** As it came from the file, with the output and the reading of pictures that are chosen now. */
function trainedModel({ original, base }: Design): Model {
  const { output, preprocessing } = base
  if (base === original) return original
  const known = asTrained.get(base)
  if (known) return known
  const same = output === original.output && preprocessing === original.preprocessing
  const ends = original.nodes.some(({ id }) => id === output) ? output : original.output
  const model = same ? original : { ...original, output: ends, preprocessing }
  asTrained.set(base, model)
  return model
}

/** The same design with structure, weights and every size as trained. */
export function trainedDesign(design: Design): Design {
  return { ...design, base: trainedModel(design), widths: {} }
}

/** Does the model differ from the trained one in more than its output and its preprocessing? */
export function isEdited({ original, base, widths }: Design): boolean {
  // Weights are named by their content: other ones are other nodes.
  return Object.keys(widths).length > 0 || base.nodes !== original.nodes
}

export function boardOf(design: Design): Board {
  return boardById(design.boardId) ?? boards[0]!
}
