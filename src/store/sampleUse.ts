// Which samples a search uses for what, before it starts: those that train, those that judge, and those
// that it never looks at.

import { chooseParts } from '../datasets/chooseParts'
import type { Dataset } from '../datasets/dataset'
import { judgedCount } from '../fit/fitOptions'
import { countParts } from '../project/keepTestApart'

export interface SampleUse {
  readonly labelled: boolean
  /** The data set that trains, or without labels measures. */
  readonly source: string
  readonly train: number
  readonly judge: number
  /** Kept for the accuracy afterwards; `cut`: a part of the source that is set apart. */
  readonly test: { readonly name: string; readonly count: number; readonly cut: boolean }
}

/** Undefined without samples. */
export function sampleUse(datasets: readonly Dataset[]): SampleUse | undefined {
  const { train, test } = chooseParts(datasets)
  if (!test) return undefined
  const source = train ?? test
  const parts = countParts(datasets)
  const judge = Math.min(judgedCount, parts.validation)
  return {
    labelled: source.labels !== undefined,
    source: source.name,
    train: parts.train + parts.validation - judge,
    judge,
    test: { name: test.name, count: parts.test, cut: parts.cut },
  }
}
