// Which data set is for what.

import type { Dataset } from './dataset'

export interface Parts {
  /** What accuracy is measured on. */
  readonly test?: Dataset
  /** What ranges may be calibrated on. */
  readonly train?: Dataset
}

/**
 * A test part is measured, a training part calibrates and trains; beside one of them a data set of
 * another name is the other. A single data set of any name is measured.
 */
export function chooseParts(datasets: readonly Dataset[]): Parts {
  const part = (name: Dataset['part']) => datasets.find((dataset) => dataset.part === name)
  const test = part('test') ?? part('unknown') ?? part('train')
  const train = part('train') ?? (part('test') ? part('unknown') : undefined)
  return { test, ...(train !== test ? { train } : {}) }
}
