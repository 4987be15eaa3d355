// motrans run: float and int8 accuracy on a data set.

import { fail } from '../lib/diagnostics'
import { evaluate } from '../project/evaluate'
import type { Evaluation } from '../project/evaluate'
import { adaptToData } from '../project/samples'
import { createEngine } from '../simulate/engine'
import { formatTable } from './formatTable'
import type { Command } from './main'
import { openData, openModel } from './openModel'

export const run: Command = {
  usage: 'run MODEL… --data FILES… [--limit N] [--json]',
  about: 'Accuracy in float and in simulated int8 on a data set.',
  flags: { data: 'list', limit: 'value', json: 'switch' },
  run: async ({ words, values, lists, switches }, tell) => {
    const imported = await openModel(words, tell)
    if (!lists['data']) fail('cli/no-data', 'No data was named (--data FILES…).')
    const datasets = await openData(lists['data'], tell, imported)
    const limit = values['limit'] === undefined ? undefined : readCount('limit', values['limit'])
    const model = adaptToData(imported.model, datasets)
    const evaluation = await evaluate(model, datasets, await createEngine(), limit)
    return switches.has('json')
      ? JSON.stringify(describeEvaluation(evaluation), null, 2)
      : printEvaluation(evaluation)
  },
}

function readCount(flag: string, text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1)
    fail('cli/bad-number', `--${flag} ${text} is not a whole number from 1 on.`)
  return count
}

/** What a machine reads; top-1 is absent where the data has no labels. */
export function describeEvaluation({ accuracy, calibration, source }: Evaluation) {
  const { labelled, agreementPercent, samples } = accuracy
  return {
    samples,
    source,
    agreementPercent,
    ...(labelled
      ? {
          float: { top1Percent: labelled.floatTop1Percent },
          int8: { top1Percent: labelled.int8Top1Percent },
          perClass: labelled.perClass,
          confusion: { float: labelled.floatConfusion, int8: labelled.int8Confusion },
        }
      : {}),
    disagreements: accuracy.disagreements.map((i) => i),
    calibration,
  }
}

function printEvaluation({ accuracy, calibration, source }: Evaluation): string {
  const { labelled, samples, agreementPercent } = accuracy
  const percent = (x: number) => `${x.toFixed(2)} %`
  const lines = [`${samples} samples of ${source}`]
  if (labelled) {
    lines.push(
      '',
      formatTable(
        ['class', 'samples', 'float', 'int8'],
        [
          ...labelled.perClass.map(({ label, samples: n, floatPercent, int8Percent }) => {
            return [label, n, percent(floatPercent), percent(int8Percent)]
          }),
          ['all', samples, percent(labelled.floatTop1Percent), percent(labelled.int8Top1Percent)],
        ],
      ),
      '',
    )
  }
  lines.push(
    `float and int8 agree on ${percent(agreementPercent)}`,
    `calibrated by ${calibration.method} on ${calibration.samples || 'no'} samples: ${calibration.source}`,
  )
  return lines.join('\n')
}
