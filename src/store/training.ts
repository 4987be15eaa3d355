// The training of the model on screen: started, followed, ended, and kept as a new version that can be
// undone. The best model so far is kept in the browser all the time, so a tab may die at any moment.

import { createStore } from 'zustand/vanilla'
import type { Dataset } from '../datasets/dataset'
import { learningRateAt } from '../learning/optimizers'
import type { ChosenBackend } from '../learning/chooseBackend'
import type { TrainOptions } from '../learning/trainOptions'
import { fail } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { chooseParts } from '../project/samples'
import { keepTestApart } from '../project/keepTestApart'
import type { TrainAnswer, TrainNews } from '../workers/trainFunctions'
import type { Training } from '../workers/createTraining'
import { training as thread } from '../workers/studio'
import { editedModel } from './derive'
import { createJob } from './jobs'
import { keepTraining } from './keptProjects'
import { commit, project, withModel } from './project'
import type { Design } from './project'
import { samples, setSamples } from './samples'
import { createCurve } from './trainCurve'
import { changeSettings, defaultSettings, toTrainOptions } from './trainSettings'
import type { TrainSettings } from './trainSettings'
import {
  canKeep,
  doneEpochs,
  endRun,
  isActive,
  modelKey,
  trainedLabel,
  withNews,
} from './trainingRun'
import type { TrainedData, TrainingRun } from './trainingRun'

export interface TrainingState {
  readonly settings: TrainSettings
  readonly run: TrainingRun | null
  /** What models of this project learned from: accuracy is never measured on it. */
  readonly learned: readonly TrainedData[]
  /** The browser has no room for the model so far. */
  readonly notKept: boolean
}

/** What survives a reload. */
export type KeptTraining = Omit<TrainingState, 'notKept'>

type KeepTraining = (projectId: string, kept: KeptTraining) => Promise<void>

/** Between two redraws, which take a tenth of it: the page is to stay at hand. */
const usualPublishMs = 400

const nothing: TrainingState = {
  settings: defaultSettings,
  run: null,
  learned: [],
  notKept: false,
}

export function createTrainingStore(
  training: Pick<Training, 'train'>,
  keepState: KeepTraining,
  publishMs = usualPublishMs,
) {
  const store = createStore<TrainingState>(() => nothing)
  const job = createJob<TrainAnswer>()
  const backends = new Map<string, ChosenBackend>()
  let finish = new AbortController()

  project.subscribe((state, before) => {
    if (state.id === before.id) return
    job.clear()
    store.setState(nothing)
  })

  const write = writeInTurn(async () => {
    const { id } = project.getState()
    const { settings, run, learned } = store.getState()
    if (id === null) return
    const notKept = await keepState(id, { settings, run, learned }).then(
      () => false,
      () => true,
    )
    if (project.getState().id === id) store.setState({ notKept })
  })
  const setRun = (run: TrainingRun | null) => {
    store.setState({ run })
    write()
  }

  const begin = async (run: TrainingRun, model: Model, options: TrainOptions, design: Design) => {
    const own = new AbortController()
    finish = own
    const following = followRun(run, own.signal, publishMs, (now, isNewEpoch) => {
      store.setState({ run: now })
      if (isNewEpoch) write()
    })
    const onNews = (news: TrainNews) => {
      following.take(news)
      if (news.kind === 'backend' && news.trials.length > 0)
        backends.set(structureKey(model, run.settings), news)
    }
    setRun(run)
    const answer = await job.run('Training', run.modelKey, async (signal, progress) => {
      const datasets = keepApart(samples.getState().datasets)
      const backend = run.backend ? { backend: run.backend.name } : {}
      const input = { model, datasets, options, ...referenceFor(design, model), ...backend }
      const tell = (news: TrainNews) => {
        onNews(news)
        progress('Training', following.now().share)
      }
      return training.train(input, signal, tell, own.signal)
    })
    if (finish !== own) return
    const last = following.now()
    if (answer) setRun(endRun({ ...last, share: 1 }, answer.ended))
    else if (job.store.getState().error) setRun(canKeep(last) ? endRun(last, 'failed') : null)
  }

  const start = () => {
    const { design } = project.getState()
    const { settings } = store.getState()
    const data = dataToTrain(samples.getState().datasets)
    if (!design || !data) return
    const model = editedModel(design)
    const backend =
      settings.backend === 'auto'
        ? backends.get(structureKey(model, settings))
        : { name: settings.backend, trials: [] }
    const run: TrainingRun = {
      modelKey: modelKey(model),
      settings,
      data,
      fromEpoch: 0,
      phase: 'running',
      ...(backend ? { backend } : {}),
      epochs: [],
      curve: [],
      share: 0,
    }
    void begin(run, model, toTrainOptions(settings, design.original), design)
  }

  /** From the best so far: the epochs that are left, or as many again where none is. */
  const goOn = () => {
    const { design } = project.getState()
    const { run } = store.getState()
    if (!design || !run?.best || isActive(run)) return
    const { ended: _, ...rest } = run
    const fromEpoch = doneEpochs(run)
    const left = run.settings.epochs - fromEpoch
    const epochs = left > 0 ? run.settings.epochs : fromEpoch + run.settings.epochs
    const settings = { ...run.settings, epochs }
    const all = toTrainOptions(settings, design.original)
    const learningRate = left > 0 ? learningRateAt(all, fromEpoch, epochs) : all.learningRate
    const options: TrainOptions = {
      ...all,
      start: 'weights',
      epochs: epochs - fromEpoch,
      learningRate,
      ...(settings.start === 'scratch' ? { batchNorm: 'batch' } : {}),
    }
    const share = fromEpoch / epochs
    const next: TrainingRun = { ...rest, settings, fromEpoch, share, phase: 'running' }
    void begin(next, run.best.model, options, design)
  }

  /** Ends after the step under way, and what was learned since the last epoch counts too. */
  const stop = () => {
    const { run } = store.getState()
    if (!run || !isActive(run)) return
    const hasBegun = run.epochs.length > 0 || run.curve.length > 0
    if (hasBegun && run.phase === 'running') {
      store.setState({ run: { ...run, phase: 'finishing' } })
      finish.abort()
      return
    }
    job.store.getState().running?.stop()
    setRun(run.best ? endRun(run, 'stopped') : null)
  }

  /** A model of this project learned from this data. */
  const remember = (data: TrainedData) => {
    const { learned } = store.getState()
    if (learned.some((one) => isSame(one, data))) return
    store.setState({ learned: [...learned, data] })
    write()
  }

  /** The best model becomes a version of its own; what was edited meanwhile comes back by undo. */
  const keep = () => {
    const { run } = store.getState()
    if (!run?.best || !canKeep(run) || isActive(run)) return
    const { model } = run.best
    const { datasets } = samples.getState()
    if (dataToTrain(datasets)?.name === run.data.name) keepApart(datasets)
    commit(trainedLabel(run), (design) => withModel(design, { ...model, name: design.base.name }))
    remember(run.data)
    setRun({ ...run, phase: 'kept' })
  }

  const discard = () => {
    job.clear()
    setRun(null)
  }

  const change = (settings: Partial<TrainSettings>) => {
    store.setState((state) => ({ settings: changeSettings(state.settings, settings) }))
    write()
  }

  /** As it was left. What was running was interrupted; what was kept may not have been written. */
  const restore = (kept: unknown) => {
    if (!isKept(kept)) return
    const run = kept.run && restoreRun(kept.run)
    const settings = changeSettings(defaultSettings, kept.settings)
    store.setState({ settings, run, learned: kept.learned, notKept: false })
  }

  /**
   * Samples as they can be tested with: of those that models of this project learned from, only the
   * part that they never saw. Throws UserError where there is none.
   */
  const testable = (datasets: readonly Dataset[]): readonly Dataset[] => {
    const { train, test } = chooseParts(datasets)
    const known = test && store.getState().learned.find((one) => isSame(one, test))
    if (!known) return datasets
    if (known.cut && !train) return keepTestApart(datasets)
    return fail(
      'data/learned',
      `The model was trained on ${test.name} in this project: accuracy on it would say nothing.`,
      { hint: 'Drop samples that it has not seen, such as the test part of this data.' },
    )
  }

  return { store, job, start, goOn, stop, keep, discard, change, remember, restore, testable }
}

/** A state is written after the one before, and only the last one of those that wait. */
export function writeInTurn(writeState: () => Promise<void>): () => void {
  let [running, changed] = [false, false]
  const work = async () => {
    running = true
    while (changed) {
      changed = false
      await writeState()
    }
    running = false
  }
  return () => {
    changed = true
    if (!running) void work()
  }
}

/** Collects the news of a run, which are told together a few times a second. */
function followRun(
  begun: TrainingRun,
  finish: AbortSignal,
  publishMs: number,
  publish: (run: TrainingRun, isNewEpoch: boolean) => void,
): { take: (news: TrainNews) => void; now: () => TrainingRun } {
  const curve = createCurve(begun.curve, begun.fromEpoch)
  let run = begun
  let published = -Infinity
  let toldEpochs = begun.epochs.length
  const now = (): TrainingRun => ({
    ...run,
    curve: curve.points(),
    phase: finish.aborted ? 'finishing' : 'running',
  })
  const take = (news: TrainNews) => {
    const known = begun.backend
    run = withNews(run, news)
    if (news.kind === 'step') curve.add(news.step)
    // One that was chosen before comes back without its trials.
    if (news.kind === 'backend' && known) run = { ...run, backend: known }
    const isRapid = news.kind === 'step' || news.kind === 'epoch'
    if (isRapid && performance.now() - published < publishMs) return
    published = performance.now()
    publish(now(), run.epochs.length > toldEpochs)
    toldEpochs = run.epochs.length
  }
  return { take, now }
}

/** What the trained model is compared with: the one that was opened, where it is another. */
function referenceFor({ original }: Design, model: Model): { reference?: Model } {
  const reference = { ...original, preprocessing: model.preprocessing }
  return modelKey(reference) === modelKey(model) ? {} : { reference }
}

/** Cuts an only data set in two, for good. */
export function keepApart(datasets: readonly Dataset[]): readonly Dataset[] {
  const apart = keepTestApart(datasets)
  if (apart !== datasets) setSamples(apart, samples.getState().diagnostics)
  return apart
}

/** The data as it was dropped: a set that was cut is whole again. */
export function dataToTrain(datasets: readonly Dataset[]): TrainedData | undefined {
  const { train, test } = chooseParts(datasets)
  if (!train) return test && { name: test.name, count: test.count, cut: true }
  const cut = test?.name === `${train.name}, test part`
  return { name: train.name, count: train.count + (cut ? test.count : 0), cut }
}

function isSame(data: TrainedData, { name, count }: { name: string; count: number }): boolean {
  return data.name === name && data.count === count
}

/** What the time of a step depends on. */
function structureKey({ nodes }: Model, settings: TrainSettings): string {
  const { batch, distills, quantizationAware, augments } = settings
  const layers = nodes.map(({ kind, attrs }) => [kind, attrs])
  return JSON.stringify([layers, batch, distills, quantizationAware, augments])
}

function isKept(value: unknown): value is KeptTraining {
  const { settings, run, learned } = (value ?? {}) as Partial<KeptTraining>
  if (typeof settings !== 'object' || settings === null || !Array.isArray(learned)) return false
  return run === null || (Array.isArray(run?.epochs) && Array.isArray(run.curve))
}

function restoreRun(run: TrainingRun): TrainingRun | null {
  if (run.phase === 'ended') return run
  if (run.phase === 'kept') return isInHistory(run) ? null : { ...run, phase: 'ended' }
  return endRun(run, 'interrupted')
}

function isInHistory({ best }: TrainingRun): boolean {
  const { design, past, future } = project.getState()
  const key = best && modelKey(best.model)
  const designs = [design, ...[...past, ...future].flatMap(({ before, after }) => [before, after])]
  return designs.some((one) => one && modelKey(one.base) === key)
}

export const training = createTrainingStore(thread, keepTraining)
