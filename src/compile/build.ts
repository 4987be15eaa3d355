// What the second stage adds to a plan: the numbers that depend on weights and calibrated ranges.

import type { Program } from '../model/program'
import type { QuantizedGraph, Ranges } from '../model/quantized'
import type { Plan } from './plan'

/** Where the ranges came from, for the note on accuracy and in the exported README. */
export interface Calibration {
  readonly method: 'min-max' | 'percentile'
  /** How many samples, and of what; 0 samples means guessed from seeded inputs. */
  readonly samples: number
  readonly source: string
}

export interface Build {
  readonly plan: Plan
  readonly ranges: Ranges
  readonly calibration: Calibration
  readonly quantized: QuantizedGraph
  readonly program: Program
}
