// Says what in a configuration was not taken at its word.

import type { Report } from '../../lib/diagnostics'
import { quoteName } from '../shared'
import { convertLayer } from './convertLayer'
import { readInputShape } from './inputShape'
import type { KerasModel } from './kerasModel'
import { leafLayers } from './kerasModel'

export function reportRepairs(model: KerasModel, file: string, report: Report): void {
  const stale = findStale(model)
  if (stale.length)
    report({
      severity: 'note',
      code: 'import/stale-input-size',
      message: `Input sizes written on later layers were ignored: ${stale.slice(0, 5).map(quoteName).join(', ')}${stale.length > 5 ? ` and ${stale.length - 5} more` : ''}.`,
      where: { file },
    })
  for (const layer of leafLayers(model))
    if (layer.className === 'TFOpLambda' && 'kind' in convertLayer(layer, undefined))
      report({
        severity: 'note',
        code: 'import/operator',
        message: `Layer ${quoteName(layer.name)} is an addition written in Python (TFOpLambda); it was read as Add.`,
        where: { file, node: layer.name },
      })
}

/** Only the input and the layer behind it may rightly say the input's size. */
function findStale(model: KerasModel): string[] {
  const here = model.sequential
    ? model.layers.slice(2).filter((layer) => readInputShape(layer.config) && !layer.inner)
    : []
  const inner = model.layers.flatMap((layer) => (layer.inner ? findStale(layer.inner) : []))
  return [...here.map((layer) => layer.name), ...inner]
}
