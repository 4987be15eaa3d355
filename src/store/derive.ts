// From a design to its model and plan, cached by content: undo and a slider that goes back and forth
// find what they had. Runs on the main thread on every tick, so a plan has to stay cheap.

import { boardById, boards } from '../boards'
import type { Board } from '../boards/board'
import { plan } from '../compile/compile'
import type { Plan } from '../compile/plan'
import { applyWidths } from '../edits/applyWidths'
import type { Model } from '../model/model'
import type { Design } from './project'

export interface Derived {
  readonly model: Model
  readonly plan: Plan
}

const cacheLimit = 400
const byBase = new WeakMap<Model, Map<string, Derived>>()
const models = new WeakMap<Model, { key: string; model: Model }>()

function widthsKey(design: Design): string {
  return JSON.stringify(Object.entries(design.widths).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Says whether two designs of one base model are the same thing to compile. */
export function designKey(design: Design): string {
  return `${design.boardId} ${JSON.stringify(design.options)} ${widthsKey(design)}`
}

/** The model that runs: without the board, since accuracy does not depend on it. */
export function editedModel(design: Design): Model {
  const key = widthsKey(design)
  const last = models.get(design.base)
  if (last?.key === key) return last.model
  const model = applyWidths(design.base, design.widths)
  models.set(design.base, { key, model })
  return model
}

export function derive(design: Design): Derived {
  const cache = byBase.get(design.base) ?? new Map<string, Derived>()
  byBase.set(design.base, cache)
  const key = designKey(design)
  const known = cache.get(key)
  if (known) return known
  const model = editedModel(design)
  const derived = { model, plan: plan(model, boardOf(design), design.options) }
  if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!)
  cache.set(key, derived)
  return derived
}

/** The same design with every size as trained. */
export function trainedDesign(design: Design): Design {
  return { ...design, widths: {} }
}

export function boardOf(design: Design): Board {
  return boardById(design.boardId) ?? boards[0]!
}
