// Auto-fit of the model on screen: a search for one that fits the board, followed, ended, and one of its
// candidates made a version that can be undone. The best so far is kept in the browser all the time, so
// a tab may die at any moment.

import { createStore } from 'zustand/vanilla'
import { defaultFitOptions } from '../fit/fitOptions'
import type { FitNews, FitOptions, FitResult } from '../fit/fitOptions'
import { modelShapes } from '../layers/modelShapes'
import type { Model } from '../model/model'
import type { Fitting } from '../workers/createFitting'
import { fitting as thread } from '../workers/fitting'
import { boardOf, editedModel } from './derive'
import { createClock, endRun, isActive, withNews, withResult } from './fitRun'
import type { FitRun } from './fitRun'
import { createJob } from './jobs'
import { keepFitting } from './keptProjects'
import { cancelPreview, commit, preview, project, withModel } from './project'
import type { Design } from './project'
import { samples } from './samples'
import { dataToTrain, keepApart, training, writeInTurn } from './training'
import { modelKey } from './trainingRun'

export interface FittingState {
  readonly options: FitOptions
  readonly run: FitRun | null
  /** The candidate that the page shows. */
  readonly chosen: number | null
  /** Of steps before anything shrinks, by model. */
  readonly msPerStep: ReadonlyMap<string, number>
  /** The browser has no room for the search so far. */
  readonly notKept: boolean
}

/** What survives a reload. */
export type KeptFitting = Pick<FittingState, 'options' | 'run'>

const nothing: FittingState = {
  options: defaultFitOptions,
  run: null,
  chosen: null,
  msPerStep: new Map(),
  notKept: false,
}

export function createFittingStore(
  fitting: Pick<Fitting, 'fit' | 'timeStep'>,
  keepState: (projectId: string, kept: KeptFitting) => Promise<void>,
) {
  const store = createStore<FittingState>(() => nothing)
  const job = createJob<FitResult>()
  const timing = createJob<void>()
  let finish = new AbortController()

  project.subscribe((state, before) => {
    if (state.id !== before.id) {
      for (const one of [job, timing]) one.clear()
      store.setState(nothing)
    } else if (before.preview && !state.preview && store.getState().chosen !== null)
      store.setState({ chosen: null })
  })

  const write = writeInTurn(async () => {
    const { id } = project.getState()
    const { options, run } = store.getState()
    if (id === null) return
    const notKept = await keepState(id, { options, run }).then(
      () => false,
      () => true,
    )
    if (project.getState().id === id) store.setState({ notKept })
  })
  const setRun = (run: FitRun | null) => {
    store.setState({ run })
    write()
  }

  const change = (part: Partial<FitOptions>) => {
    store.setState(({ options }) => ({ options: { ...options, ...part } }))
    write()
  }

  /** How long a step takes here, to say how long a search would. */
  const time = async () => {
    const asked = question()
    if (!asked || store.getState().msPerStep.has(asked.key) || isBusy(job)) return
    const { key, model, teacher, datasets } = asked
    await timing.run('Timing a step', key, async (signal) => {
      const { seed } = store.getState().options
      const ms = await fitting.timeStep({ model, ...teacher, datasets, seed }, signal)
      if (ms === undefined) return
      store.setState(({ msPerStep }) => ({ msPerStep: new Map(msPerStep).set(key, ms) }))
    })
  }

  const start = async () => {
    const asked = question()
    if (!asked || isBusy(job)) return
    const { key, design, model, teacher } = asked
    timing.clear()
    drop()
    const own = new AbortController()
    finish = own
    const { options } = store.getState()
    const labelled = asked.datasets.some(({ labels }) => labels !== undefined)
    setRun({
      modelKey: key,
      boardId: design.boardId,
      options,
      labelled,
      phase: 'running',
      candidates: [],
      sensitivity: [],
      models: new Map(),
    })
    const clock = createClock(() => performance.now())
    const result = await job.run('Fitting', key, (signal, tell) => {
      const datasets = labelled ? keepApart(asked.datasets) : asked.datasets
      const board = boardOf(design)
      const input = { model, ...teacher, datasets, board, compile: design.options, options }
      const onNews = (news: FitNews) => {
        const { run } = store.getState()
        if (!run || finish !== own) return
        const msLeft = news.kind === 'progress' ? clock.left(news.progress) : run.msLeft
        store.setState({ run: { ...withNews(run, news), ...(msLeft ? { msLeft } : {}) } })
        if (news.kind === 'progress') tell('Fitting', news.progress.steps / news.progress.ofSteps)
        else write()
      }
      return fitting.fit(input, signal, onNews, own.signal)
    })
    const { run } = store.getState()
    if (finish !== own || !run || !isActive(run)) return
    if (result) setRun(withResult(run, result))
    else if (job.store.getState().error)
      setRun(run.bestId === undefined ? null : endRun(run, 'failed'))
  }

  /** Ends soon, with the best so far; asked once more at once. */
  const stop = () => {
    const { run } = store.getState()
    if (!run || !isActive(run)) return
    if (run.phase === 'running' && run.bestId !== undefined) {
      store.setState({ run: { ...run, phase: 'finishing' } })
      finish.abort()
      return
    }
    job.store.getState().running?.stop()
    setRun(run.bestId === undefined ? null : endRun(run, 'stopped'))
  }

  /** Shows a candidate in the whole page; nothing is edited before `apply`. */
  const choose = (id: number) => {
    const model = store.getState().run?.models.get(id)
    if (!model) return
    preview((design) => fitted(design, model))
    store.setState({ chosen: id })
  }

  /** Back to the design as it is. */
  const drop = () => {
    if (store.getState().chosen === null) return
    store.setState({ chosen: null })
    cancelPreview()
  }

  /** Makes a candidate a version of its own. */
  const apply = (id: number) => {
    const { run } = store.getState()
    const { design } = project.getState()
    const model = run?.models.get(id)
    if (!run || !design || !model) return
    const data = run.labelled ? dataToTrain(samples.getState().datasets) : undefined
    const board = boardOf({ ...design, boardId: run.boardId })
    commit(`fitted to the ${board.name}`, (now) => fitted(now, model))
    if (data) training.remember(data)
    store.setState({ chosen: null })
  }

  const discard = () => {
    drop()
    job.clear()
    setRun(null)
  }

  /** As it was left. What was running was interrupted. */
  const restore = (kept: unknown) => {
    if (!isKept(kept)) return
    const { run } = kept
    const usable = run && (run.phase === 'ended' || run.bestId !== undefined)
    store.setState({
      options: { ...defaultFitOptions, ...kept.options },
      run: usable ? (run.phase === 'ended' ? run : endRun(run, 'interrupted')) : null,
    })
  }

  return { store, job, timing, time, change, start, stop, choose, drop, apply, discard, restore }
}

const isBusy = ({ store }: { store: { getState: () => { running: unknown } } }): boolean =>
  store.getState().running !== null

/** What is asked at the moment: the committed design, not a preview of one. */
function question() {
  const { design } = project.getState()
  if (!design) return undefined
  const model = editedModel(design)
  const { datasets } = samples.getState()
  return { key: modelKey(model), design, model, teacher: teacherFor(design, model), datasets }
}

/** The opened model teaches where it answers the same question and is not the one to be shrunk. */
function teacherFor({ original }: Design, model: Model): { teacher?: Model } {
  const teacher = { ...original, preprocessing: model.preprocessing }
  if (modelKey(teacher) === modelKey(model)) return {}
  return interfaceOf(teacher) === interfaceOf(model) ? { teacher } : {}
}

/** Shapes of input and output. */
function interfaceOf(model: Model): string {
  const shapes = modelShapes(model)
  const input = model.nodes.find(({ kind }) => kind === 'input')
  return JSON.stringify([shapes.get(input?.id ?? ''), shapes.get(model.output)])
}

function fitted(design: Design, model: Model): Design {
  return withModel(design, { ...model, name: design.base.name })
}

function isKept(value: unknown): value is KeptFitting {
  const { options, run } = (value ?? {}) as Partial<KeptFitting>
  if (typeof options !== 'object' || options === null) return false
  return run === null || (Array.isArray(run?.candidates) && run.models instanceof Map)
}

export const fitting = createFittingStore(thread, keepFitting)
