// What calibration samples say of every channel: which can be missed, and who can stand for them.
// Slow beside all else that an edit does, so it is done once per trained model, in another thread.

import type { Dataset } from '../datasets/dataset'
import { createActivityMeter, meteredNodes } from '../edits/activity'
import type { Activity } from '../edits/activity'
import { channelScores } from '../edits/importance'
import type { ChannelScores } from '../edits/importance'
import { createFloatRunner } from '../learning/createFloatRunner'
import type { Model } from '../model/model'
import { chooseInputs, guessedInputs } from './calibrate'
import { bulkPlan } from './runInt8'

export const measuredBy = ['activation', 'contribution', 'elimination'] as const
export type MeasuredBy = (typeof measuredBy)[number]

export interface MeasuredChannels {
  readonly activity: Activity
  readonly scores: Readonly<Record<MeasuredBy, ChannelScores>>
  /** How many samples, and which. */
  readonly count: number
  readonly source: string
}

/** Products of channels that the meter forms in all: about two seconds. */
const mostProducts = 2e9
const fewestSamples = 16

/**
 * On the samples that ranges are calibrated on; undefined where those are guessed. Throws UserError
 * where the model can't run, or the samples can't become its inputs.
 */
export async function measureChannels(
  model: Model,
  datasets: readonly Dataset[],
  onProgress?: (done: number, total: number) => void,
  wasmUrl?: string,
): Promise<MeasuredChannels | undefined> {
  const { expanded } = bulkPlan(model)
  const runner = await createFloatRunner(expanded, wasmUrl)
  try {
    const { inputs, count: all, source } = chooseInputs(expanded, datasets, runner)
    if (source === guessedInputs) return undefined
    const metered = meteredNodes(model)
    const products = [...metered.values()].reduce((sum, each) => sum + each, 0)
    const most = Math.max(fewestSamples, Math.floor(mostProducts / (products || 1)))
    const count = Math.min(all, most)
    const meter = createActivityMeter(model)
    runner.visit(inputs, count, (op, values) => metered.has(op) && meter.add(op, values), {
      onProgress,
    })
    const activity = meter.activity()
    const scoresBy = (by: MeasuredBy) => channelScores(model, { by, activity })
    const scores = {
      activation: scoresBy('activation'),
      contribution: scoresBy('contribution'),
      elimination: scoresBy('elimination'),
    }
    return { activity, scores, count, source }
  } finally {
    runner.dispose()
  }
}
