// What the training tab shows, from the stores.

import { useMemo } from 'react'
import { useStore } from 'zustand'
import { countParts } from '../../project/keepTestApart'
import { editedModel } from '../../store/derive'
import type { Design } from '../../store/project'
import { samples } from '../../store/samples'
import { training } from '../../store/training'
import { modelKey } from '../../store/trainingRun'
import type { TrainingRun } from '../../store/trainingRun'

export function useParts() {
  const { datasets } = useStore(samples)
  return useMemo(() => countParts(datasets), [datasets])
}

/** Why training can't start with this data; undefined where it can. */
export function useStartProblem(): string | undefined {
  const { datasets } = useStore(samples)
  const distills = useStore(training.store, ({ settings }) => settings.distills)
  const hasLabels = datasets.some(({ labels }) => labels)
  if (hasLabels || distills) return undefined
  return 'The samples have no labels. Drop labelled ones, or let the unshrunk model teach.'
}

/** Whether the model is another than the one that was opened. */
export function isEdited(design: Design): boolean {
  const model = editedModel(design)
  const original = { ...design.original, preprocessing: model.preprocessing }
  return modelKey(original) !== modelKey(model)
}

/** What the design on screen is to a training: what it began with, what it made, or something else. */
export function relationTo(run: TrainingRun, design: Design): 'start' | 'trained' | 'other' {
  const key = modelKey(editedModel(design))
  if (run.best && key === modelKey(run.best.model)) return 'trained'
  return key === run.modelKey ? 'start' : 'other'
}
