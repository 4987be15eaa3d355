// What one can set for a training, what the fields allow, and the options that follow.

import { defaultAugmentation } from '../learning/augment'
import type { Augmentation } from '../learning/augment'
import {
  defaultDistillation,
  defaultQuantizationAware,
  defaultTrainOptions,
} from '../learning/trainOptions'
import type { BackendName, TrainOptions } from '../learning/trainOptions'
import type { Model } from '../model/model'

/** Flat, so that each field of the page is one number or choice. */
export interface TrainSettings {
  readonly start: TrainOptions['start']
  readonly optimizer: TrainOptions['optimizer']
  readonly learningRate: number
  readonly schedule: TrainOptions['schedule']
  readonly momentum: number
  readonly batch: number
  readonly epochs: number
  /** Epochs without a better one after which training ends; 0 never. */
  readonly patience: number
  readonly seed: number
  readonly augments: boolean
  readonly shiftPercent: number
  readonly rotateDegrees: number
  readonly scalePercent: number
  readonly noisePercent: number
  /** Learns from the unshrunk model too. */
  readonly distills: boolean
  readonly temperature: number
  /** Its share of the loss. */
  readonly teacherPercent: number
  readonly quantizationAware: boolean
  readonly backend: BackendName | 'auto'
}

export type NumberSetting = {
  [Key in keyof TrainSettings]: TrainSettings[Key] extends number ? Key : never
}[keyof TrainSettings]

export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly whole?: boolean
}

export const ranges: Readonly<Record<NumberSetting, NumberRange>> = {
  learningRate: { min: 1e-6, max: 1 },
  momentum: { min: 0, max: 0.999 },
  batch: { min: 1, max: 1024, whole: true },
  epochs: { min: 1, max: 1000, whole: true },
  patience: { min: 0, max: 1000, whole: true },
  seed: { min: 0, max: 2 ** 31 - 1, whole: true },
  shiftPercent: { min: 0, max: 50 },
  rotateDegrees: { min: 0, max: 180 },
  scalePercent: { min: 0, max: 50 },
  noisePercent: { min: 0, max: 50 },
  temperature: { min: 1, max: 20 },
  teacherPercent: { min: 0, max: 100 },
}

const toPercent = (share: number) => Number((100 * share).toFixed(3))

const { start, optimizer, learningRate, schedule, momentum, batch, epochs, patience, seed } =
  defaultTrainOptions

export const defaultSettings: TrainSettings = {
  ...{ start, optimizer, learningRate, schedule, momentum, batch, epochs, patience, seed },
  augments: false,
  shiftPercent: toPercent(defaultAugmentation.shift),
  rotateDegrees: defaultAugmentation.rotateDegrees,
  scalePercent: toPercent(defaultAugmentation.scale),
  noisePercent: toPercent(defaultAugmentation.noise),
  distills: false,
  temperature: defaultDistillation.temperature,
  teacherPercent: toPercent(defaultDistillation.weight),
  quantizationAware: false,
  backend: 'auto',
}

const learningRates = { adam: defaultSettings.learningRate, sgd: 0.02 } as const
const epochsFor = { weights: defaultSettings.epochs, scratch: 20 } as const

/**
 * The settings with some changed. What was left at its usual value takes the usual value of the new
 * optimizer or start; numbers out of range go to its nearest end, what is no number changes nothing.
 */
export function changeSettings(
  settings: TrainSettings,
  change: Partial<TrainSettings>,
): TrainSettings {
  const { optimizer = settings.optimizer, start = settings.start } = change
  const usual = {
    ...(settings.learningRate === learningRates[settings.optimizer]
      ? { learningRate: learningRates[optimizer] }
      : {}),
    ...(settings.epochs === epochsFor[settings.start] ? { epochs: epochsFor[start] } : {}),
  }
  const changed: TrainSettings = { ...settings, ...usual, ...change }
  const numbers = Object.entries(ranges).map(([name, range]) => {
    const key = name as NumberSetting
    return [key, within(changed[key], range, settings[key])] as const
  })
  return { ...changed, ...Object.fromEntries(numbers) }
}

function within(value: number, { min, max, whole }: NumberRange, before: number): number {
  if (!Number.isFinite(value)) return before
  const near = Math.min(max, Math.max(min, value))
  return whole ? Math.round(near) : near
}

/** `teacher`: the unshrunk model. */
export function toTrainOptions(settings: TrainSettings, teacher: Model): TrainOptions {
  const { start, optimizer, learningRate, schedule, momentum, batch, epochs, patience, seed } =
    settings
  const augmentation: Augmentation = {
    shift: settings.shiftPercent / 100,
    rotateDegrees: settings.rotateDegrees,
    scale: settings.scalePercent / 100,
    noise: settings.noisePercent / 100,
  }
  const { temperature, teacherPercent } = settings
  return {
    ...{ start, optimizer, learningRate, schedule, momentum, batch, epochs, patience, seed },
    initialization: defaultTrainOptions.initialization,
    ...(settings.augments ? { augmentation } : {}),
    ...(settings.distills
      ? { distillation: { teacher, temperature, weight: teacherPercent / 100 } }
      : {}),
    ...(settings.quantizationAware ? { quantization: defaultQuantizationAware } : {}),
  }
}
