// From a design to its model and plan, cached by content: undo and a slider that goes back and forth
// find what they had. Runs on the main thread on every tick, so a plan has to stay cheap.

import { boardById, boards } from '../boards'
import type { Board } from '../boards/board'
import { plan, withKernels } from '../compile/compile'
import type { OtherKernel, Plan } from '../compile/plan'
import { applyWidths } from '../edits/applyWidths'
import type { Model } from '../model/model'
import type { TargetId } from '../model/program'
import {
  importanceOf,
  lookAgain,
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
  /** With the kernels that run, as far as they are known: a build says it. */
  readonly plan: Plan
  /** What a build is made of. */
  readonly planned: Plan
}

/** What the last build of a base model said of kernels, with the samples that it was calibrated on. */
interface Learned {
  readonly samplesId: number
  readonly target: TargetId
  readonly kernels: readonly OtherKernel[]
  /** By plan: the build's own, and other sizes' with the kernels that it taught. */
  readonly derived: WeakMap<Plan, Derived>
}

const learned = new WeakMap<Model, Learned>()

/**
 * From a build on, figures are its own as long as the samples stay; other sizes are taken to need the
 * same other kernels until they are built.
 */
export function learnBuild({ base }: Design, from: Derived, built: Plan, samplesId: number): void {
  const { model, planned } = from
  const { target, otherKernels: kernels = [] } = built
  const derived = new WeakMap([[planned, { model, plan: built, planned }]])
  learned.set(base, { samplesId, target, kernels, derived })
  lookAgain()
}

/** The plan with the kernels that a build taught. */
function withLearned(base: Model, planned: Derived): Derived {
  const last = learned.get(base)
  if (last?.samplesId !== samples.getState().id) return planned
  const known = last.derived.get(planned.plan)
  if (known) return known
  if (last.target !== planned.plan.target || last.kernels.length === 0) return planned
  const steps = planned.plan.calls.map(({ owner, kernel }) => {
    const other = last.kernels.find((one) => one.node === owner && one.planned === kernel)
    return { kernel: other?.kernel ?? kernel }
  })
  const derived = { ...planned, plan: withKernels(planned.plan, { steps }) }
  last.derived.set(planned.plan, derived)
  return derived
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
  if (known) return withLearned(design.base, known)
  const model = editedModel(design)
  const planned = plan(model, boardOf(design), design.options)
  const derived = { model, plan: planned, planned }
  if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!)
  cache.set(key, derived)
  return withLearned(design.base, derived)
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
