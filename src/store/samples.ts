// The samples that accuracy is measured on. Not undone: they are looked at, not edited.

import { createStore } from 'zustand/vanilla'
import type { Dataset } from '../datasets/dataset'
import type { Diagnostic } from '../lib/diagnostics'

export interface SamplesState {
  /** Changes with every new set of samples. */
  readonly id: number
  readonly name: string
  readonly datasets: readonly Dataset[]
  readonly diagnostics: readonly Diagnostic[]
}

export const samples = createStore<SamplesState>(() => ({
  id: 0,
  name: '',
  datasets: [],
  diagnostics: [],
}))

export function setSamples(
  datasets: readonly Dataset[],
  diagnostics: readonly Diagnostic[] = [],
): void {
  samples.setState(({ id }) => ({
    id: id + 1,
    name: datasets.map(({ name }) => name).join(', '),
    datasets,
    diagnostics,
  }))
}
