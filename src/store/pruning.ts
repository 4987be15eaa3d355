// Pruning in steps: what each step takes is counted at once, what it costs in accuracy is measured when
// asked for, and a chosen step is seen in the whole page before it is made an edit.

import { createStore } from 'zustand/vanilla'
import type { Model } from '../model/model'
import type { PruningNews, PruningSize, PruningSource } from '../project/measurePruning'
import { pruning as pruningWork } from '../workers/pruning'
import { editedModel } from './derive'
import { createJob } from './jobs'
import { cancelPreview, commit, preview, project, withModel } from './project'
import type { Design } from './project'
import { defaultPruneChoice, pruneSteps } from './pruneSteps'
import type { PruneChoice, PruneStep } from './pruneSteps'
import { samples } from './samples'
import { accuracyKey } from './testAccuracy'

export interface PruneRow {
  readonly step: PruneStep
  readonly size?: PruningSize
  readonly floatPercent?: number
  readonly int8Percent?: number
}

export interface PruneTable {
  readonly rows: readonly PruneRow[]
  /** Once accuracies were asked for. */
  readonly source?: PruningSource
}

export interface PruningState {
  readonly choice: PruneChoice
  /** By what they answer; undo finds again what was measured. */
  readonly tables: ReadonlyMap<string, PruneTable>
  /** The step that the page shows, of the table with this key. */
  readonly chosen: { readonly key: string; readonly step: number; readonly model: Model } | null
}

export const pruning = createStore<PruningState>(() => ({
  choice: defaultPruneChoice,
  tables: new Map(),
  chosen: null,
}))

export const sizesJob = createJob<void>()
export const pruningJob = createJob<void>()

const mostTables = 20

/** Names the question: which model, which samples, which steps. */
export function pruningKey(design: Design, choice: PruneChoice, samplesId: number): string {
  return `${accuracyKey(design, samplesId)} ${JSON.stringify(choice)}`
}

/** What is asked at the moment: the committed design, not a preview of one. */
function question() {
  const { design } = project.getState()
  if (!design) return undefined
  const { choice, tables } = pruning.getState()
  const { id, datasets } = samples.getState()
  const key = pruningKey(design, choice, id)
  const model = editedModel(design)
  const steps = pruneSteps(choice, model)
  const table: PruneTable = tables.get(key) ?? { rows: steps.map((step) => ({ step })) }
  return { key, model, datasets, steps, table }
}

/** Tables that were not used for long are forgotten. */
function change(
  { key, table }: { key: string; table: PruneTable },
  part: (now: PruneTable) => PruneTable,
) {
  pruning.setState(({ tables }) => {
    const others = [...tables].filter(([other]) => other !== key).slice(1 - mostTables)
    return { tables: new Map([...others, [key, part(tables.get(key) ?? table)]]) }
  })
}

function changeRow(rows: readonly PruneRow[], step: number, part: Partial<PruneRow>) {
  return rows.map((row, i) => (i === step ? { ...row, ...part } : row))
}

export function setPruneChoice(part: Partial<PruneChoice>): void {
  dropPruning()
  pruning.setState(({ choice }) => ({ choice: { ...choice, ...part } }))
}

/** Counts zeros and bytes of every step, unless that is done. */
export async function sizePruning(): Promise<void> {
  const asked = question()
  if (!asked || asked.table.rows.every(({ size }) => size)) return
  const { key, model, steps } = asked
  await sizesJob.run('Counting zeros', key, async (signal, tell) => {
    const ways = steps.map((step) => step.pruning)
    const sizes = await pruningWork.sizes(model, ways, signal, tell)
    change(asked, (table) => ({
      ...table,
      rows: table.rows.map((row, i) => ({ ...row, size: sizes[i] })),
    }))
  })
}

/** Measures every step, float first; what was measured before a stop stays. */
export async function measurePruning(): Promise<void> {
  const asked = question()
  if (!asked || asked.datasets.length === 0) return
  const { key, model, datasets, steps } = asked
  const ways = steps.map((step) => step.pruning)
  const take = (news: PruningNews) =>
    change(asked, (table) => {
      if (news.kind === 'source') return { ...table, source: news.source }
      const measured =
        news.kind === 'float' ? { floatPercent: news.percent } : { int8Percent: news.percent }
      return { ...table, rows: changeRow(table.rows, news.step, measured) }
    })
  await pruningJob.run('Measuring accuracy', key, (signal, tell) =>
    pruningWork.measure({ model, ways, datasets, excluded: [] }, signal, take, tell),
  )
}

export const choosingJob = createJob<void>()

/** Shows the step in the whole page; nothing is edited before `applyPruning`. */
export async function choosePruning(step: number): Promise<void> {
  const asked = question()
  const way = asked?.steps[step]
  if (!asked || !way) return
  const { key, model } = asked
  await choosingJob.run('Pruning', `${key} ${step}`, async (signal) => {
    const pruned = await pruningWork.prune(model, way.pruning, signal)
    if (question()?.key !== key) return
    preview((design) => withModel(design, pruned))
    pruning.setState({ chosen: { key, step, model: pruned } })
  })
}

/** Makes the chosen step an edit. */
export function applyPruning(): void {
  const asked = question()
  const { chosen } = pruning.getState()
  if (!asked || !chosen || chosen.key !== asked.key) return
  const { step, size } = asked.table.rows[chosen.step] ?? {}
  const zeros = size ? `, ${((100 * size.zeros) / size.weights).toFixed(1)}\u00a0% zeros` : ''
  commit(`pruning, ${step?.name.toLowerCase() ?? ''}${zeros}`, (design) =>
    withModel(design, chosen.model),
  )
}

/** Back to the design as it is. */
export function dropPruning(): void {
  choosingJob.clear()
  if (!pruning.getState().chosen) return
  pruning.setState({ chosen: null })
  cancelPreview()
}

// Whatever ends the preview ends the choice: another edit, undo, another model.
project.subscribe((state, before) => {
  if (state.id !== before.id) {
    for (const job of [sizesJob, pruningJob, choosingJob]) job.clear()
    pruning.setState({ choice: defaultPruneChoice, tables: new Map(), chosen: null })
  } else if (before.preview && !state.preview && pruning.getState().chosen)
    pruning.setState({ chosen: null })
})
