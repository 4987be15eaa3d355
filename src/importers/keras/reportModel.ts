// What the building of a model has to tell.

import type { Report } from '../../lib/diagnostics'
import type { NodeId, Role, Tensor } from '../../model/model'
import { quoteName } from '../shared'
import { layerTitle } from './convertLayer'
import type { KerasLayer } from './kerasModel'

export function reportUnsupported(
  layer: KerasLayer,
  node: NodeId,
  problem: string,
  file: string,
  report: Report,
): void {
  const title = `${quoteName(layer.name)} (${quoteName(layerTitle(layer))})`
  report({
    severity: 'warning',
    code: 'import/unsupported-layer',
    message: `Layer ${title} can't run on a board yet${problem ? `: ${problem}` : ''}.`,
    where: { file, node },
    hint: 'It is shown, and everything before it is costed. Remove it, or export up to the layer before it.',
  })
}

export function reportNotFinite(
  layer: KerasLayer,
  role: Role,
  { data }: Tensor,
  file: string,
  report: Report,
): void {
  if (data.every(Number.isFinite)) return
  report({
    severity: 'warning',
    code: 'import/weights-not-finite',
    message: `The ${role} of layer ${quoteName(layer.name)} holds NaN or infinite values.`,
    where: { file, node: layer.name },
    hint: 'Training went wrong (it diverged). Train again with a smaller learning rate.',
  })
}

/** Names of layers by their class. */
export function reportDropped(
  dropped: ReadonlyMap<string, readonly string[]>,
  file: string,
  report: Report,
): void {
  for (const [className, names] of dropped) {
    const shown = names.slice(0, 5).map(quoteName).join(', ')
    const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
    report({
      severity: 'note',
      code: 'import/training-only',
      message: `${className} acts in training only and was left out: ${shown}${more}.`,
      where: { file },
    })
  }
}

export function reportOutputs(outputs: readonly NodeId[], file: string, report: Report): void {
  if (outputs.length < 2) return
  report({
    severity: 'note',
    code: 'import/several-outputs',
    message: `The model has ${outputs.length} outputs; the last, ${quoteName(outputs.at(-1) ?? '')}, is used.`,
    where: { file },
    hint: 'Another output can be chosen.',
  })
}
