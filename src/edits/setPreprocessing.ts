// How samples become inputs: scale, offset, inversion, fit.

import { fail } from '../lib/diagnostics'
import type { Model, Preprocessing } from '../model/model'
import type { Edit } from './edit'

function isSound({ pixels, scale, offset, invert, fit }: Preprocessing): boolean {
  return (
    typeof pixels === 'boolean' &&
    typeof invert === 'boolean' &&
    Number.isFinite(scale) &&
    scale !== 0 &&
    Number.isFinite(offset) &&
    (fit === 'pad' || fit === 'resize')
  )
}

/** What is not given stays as it is. */
export function setPreprocessing(model: Model, changes: Partial<Preprocessing>): Model {
  const { pixels, scale, offset, invert, fit } = { ...model.preprocessing, ...changes }
  const preprocessing = { pixels, scale, offset, invert, fit }
  if (!isSound(preprocessing))
    fail('edit/preprocessing', `Samples can't be read as ${JSON.stringify(preprocessing)}.`, {
      hint: 'Scale and offset are finite numbers, the scale is not 0.',
    })
  return { ...model, preprocessing }
}

export const setPreprocessingEdit: Edit = {
  id: 'setPreprocessing',
  label: 'Preprocessing',
  apply: (model, args) => setPreprocessing(model, args as Partial<Preprocessing>),
  sample: () => ({ invert: true, offset: -0.5 }),
}
