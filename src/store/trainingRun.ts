// One training as the page sees it: what it was started from, what it has told so far, the best model.

import type { ChosenBackend } from '../learning/chooseBackend'
import type { BackendName, EpochRecord, Trained } from '../learning/trainOptions'
import { hashContent } from '../lib/hash'
import type { Model } from '../model/model'
import type { TrainNews } from '../workers/trainFunctions'
import type { CurvePoint } from './trainCurve'
import type { TrainSettings } from './trainSettings'

export interface BestModel {
  /** 0 is the model before training. */
  readonly epoch: number
  readonly record: EpochRecord
  readonly model: Model
}

export interface TrainingRun {
  /** Of the model that it was started from. */
  readonly modelKey: string
  readonly settings: TrainSettings
  /** The data set that trains, and its size as it was dropped; `cut`: a part of it is for the test. */
  readonly data: TrainedData
  /** Epochs that an earlier training had done, which this one goes on from. */
  readonly fromEpoch: number
  readonly phase: 'running' | 'finishing' | 'ended' | 'kept'
  readonly ended?: Trained['ended'] | 'interrupted' | 'failed'
  /** Being timed. */
  readonly trying?: BackendName
  readonly backend?: ChosenBackend
  /** What the unshrunk model reaches on the validation part. */
  readonly reference?: Partial<EpochRecord>
  readonly epochs: readonly EpochRecord[]
  readonly curve: readonly CurvePoint[]
  readonly best?: BestModel
  /** From 0 to 1. */
  readonly share: number
  readonly msLeft?: number
}

export interface TrainedData {
  readonly name: string
  readonly count: number
  readonly cut: boolean
}

const keys = new WeakMap<Model, string>()

/** Names what a model computes; the same after a reload. */
export function modelKey(model: Model): string {
  const known = keys.get(model)
  if (known !== undefined) return known
  const nodes = model.nodes.map(({ id, kind, attrs, inputs, weights }) => {
    return [id, kind, attrs, inputs, weights]
  })
  const key = hashContent(JSON.stringify([nodes, model.output, model.preprocessing]))
  keys.set(model, key)
  return key
}

/** The run after some news. The best so far of a training that goes on is better than its own start. */
export function withNews(run: TrainingRun, news: TrainNews): TrainingRun {
  const { fromEpoch } = run
  if (news.kind === 'trial') return { ...run, trying: news.name }
  if (news.kind === 'reference') return { ...run, reference: news.measured }
  if (news.kind === 'backend') {
    const { trying: _, ...rest } = run
    return { ...rest, backend: { name: news.name, trials: news.trials } }
  }
  if (news.kind === 'step') {
    const { step, steps, epochs } = news.step
    const share = (fromEpoch + (step * epochs) / steps) / (fromEpoch + epochs)
    return { ...run, share, msLeft: news.msLeft }
  }
  if (fromEpoch > 0 && news.epoch.epoch === 0) return run
  const record = { ...news.epoch, epoch: fromEpoch + news.epoch.epoch }
  const { model } = news
  return {
    ...run,
    epochs: [...run.epochs, record],
    ...(model ? { best: { epoch: record.epoch, record, model } } : {}),
  }
}

export function endRun(run: TrainingRun, ended: NonNullable<TrainingRun['ended']>): TrainingRun {
  const { msLeft: _, trying: __, ...rest } = run
  return { ...rest, phase: 'ended', ended }
}

/** Whether there is anything that training made better. */
export function canKeep({ best }: TrainingRun): boolean {
  return best !== undefined && best.epoch > 0
}

export function isActive({ phase }: TrainingRun): boolean {
  return phase === 'running' || phase === 'finishing'
}

/** Epochs that ended. */
export function doneEpochs({ epochs, fromEpoch }: TrainingRun): number {
  return epochs.at(-1)?.epoch ?? fromEpoch
}

/** For the undo history: "fine-tuned 3 epochs". */
export function trainedLabel({ settings, best }: TrainingRun): string {
  const epochs = best?.epoch ?? 0
  const how = settings.start === 'scratch' ? 'trained from scratch' : 'fine-tuned'
  return `${how}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`
}
