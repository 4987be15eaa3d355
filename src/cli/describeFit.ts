// What a search found, for people and for machines.

import type { Board } from '../boards/board'
import type { Plan } from '../compile/plan'
import type { ExportFile } from '../exporters/exporter'
import { limitsOf } from '../fit/costs'
import type { FitCandidate, FitOptions, FitResult } from '../fit/fitOptions'
import type { Report } from '../lib/diagnostics'
import type { Evaluation } from '../project/evaluate'
import { formatCount, formatTable } from './formatTable'
import { describeEvaluation } from './run'

export interface Fitted {
  readonly result: FitResult
  readonly options: FitOptions
  /** Of the model as it was read. */
  readonly before: Plan
  /** Of the best, with its weights. */
  readonly made: Plan
  readonly files: readonly ExportFile[]
  readonly calibration: Evaluation['calibration']
  readonly evaluation?: Evaluation
  readonly outs: { readonly project?: string; readonly model?: string }
}

/** What the user must know about how it ended. */
export function tellFit({ by, ended }: FitResult, board: Board, tell: Report): void {
  if (by === 'importance')
    tell({
      severity: 'warning',
      code: 'fit/no-labels',
      message:
        'There are no labelled samples: channels were cut by importance alone, nothing was trained.',
      hint: 'Name training data with labels (--train FILES…).',
    })
  if (ended === 'too-small')
    tell({
      severity: 'warning',
      code: 'fit/too-small',
      message: `No widths were found with which the network fits ${board.name} within these budgets; this comes nearest. Nothing was trained.`,
      hint: 'Allow more, or take a larger board.',
    })
  if (ended === 'stopped')
    tell({ severity: 'note', code: 'fit/stopped', message: 'Stopped; this is the best so far.' })
}

const costs = ({ flash, ram, latency, total }: Plan) => ({
  flashBytes: flash.bytes,
  ramBytes: ram.bytes,
  ...(latency ? { latencySeconds: latency.seconds } : {}),
  parameters: total.parameters,
  macs: total.macs,
})

export function describeFit(fitted: Fitted) {
  const { result, options, before, made, files, calibration, evaluation, outs } = fitted
  return {
    model: made.model.name,
    board: made.board.id,
    options,
    by: result.by,
    ended: result.ended,
    before: costs(before),
    sensitivity: result.sensitivity,
    candidates: result.candidates,
    best: result.best.id,
    after: costs(made),
    limits: limitsOf(made.board, options.budgets),
    calibration,
    ...(evaluation ? { accuracy: describeEvaluation(evaluation) } : {}),
    files: files.map(({ path }) => path),
    ...(outs.project === undefined ? {} : { out: outs.project }),
    ...(outs.model === undefined ? {} : { modelOut: outs.model }),
  }
}

const percent = (x: number | undefined) => (x === undefined ? '' : x.toFixed(2))
const milliseconds = (seconds: number | undefined) =>
  seconds === undefined ? '?' : Number((1000 * seconds).toPrecision(3))

export function printFit(fitted: Fitted): string {
  const { result, before, made, evaluation, outs } = fitted
  const trained = result.by === 'accuracy'
  const limits = limitsOf(made.board, fitted.options.budgets)
  return [
    `${made.model.name} on ${made.board.name}`,
    '',
    ...printSensitivity(result, trained ? 'accuracy' : 'nearness'),
    ...printCandidates(result, trained ? 'accuracy %' : 'near %'),
    formatTable(
      ['', 'before', 'after', 'limit'],
      [
        [
          'flash, B',
          formatCount(before.flash.bytes),
          formatCount(made.flash.bytes),
          formatCount(limits.flashBytes),
        ],
        [
          'RAM, B',
          formatCount(before.ram.bytes),
          formatCount(made.ram.bytes),
          formatCount(limits.ramBytes),
        ],
        [
          'time, ms',
          milliseconds(before.latency?.seconds),
          milliseconds(made.latency?.seconds),
          limits.latencySeconds === undefined ? '' : milliseconds(limits.latencySeconds),
        ],
        [
          'parameters',
          formatCount(before.total.parameters),
          formatCount(made.total.parameters),
          '',
        ],
        ['MACs', formatCount(before.total.macs), formatCount(made.total.macs), ''],
      ],
    ),
    '',
    ...printAccuracy(evaluation),
    outs.project === undefined
      ? '--out FOLDER or --out NAME.zip writes the project, --model-out NAME.keras the model'
      : `${fitted.files.length} files written to ${outs.project}`,
    ...(outs.model === undefined ? [] : [`the model written to ${outs.model}`]),
  ].join('\n')
}

function printSensitivity({ sensitivity }: FitResult, measure: string): string[] {
  if (sensitivity.length === 0) return []
  const most = Math.max(...sensitivity.map(({ points }) => points.length))
  const point = (p: { share: number; percent: number } | undefined) =>
    p ? `${p.percent.toFixed(1)} at ${Math.round(100 * p.share)} %` : ''
  return [
    `Sensitivity: ${measure} in percent with a share of one layer's channels, untrained`,
    formatTable(
      ['layer', ...Array.from({ length: most }, () => '')],
      sensitivity.map(({ name, points }) => [
        name,
        ...Array.from({ length: most }, (_, i) => point(points[i])),
      ]),
    ),
    '',
  ]
}

/** The Pareto list; the best is marked. */
function printCandidates({ candidates, best }: FitResult, measure: string): string[] {
  const row = ({ id, label, cost, fits, steps, validationPercent, nearPercent }: FitCandidate) => [
    id === best.id ? `${id} *` : id,
    label,
    percent(validationPercent ?? nearPercent),
    steps,
    formatCount(cost.flashBytes),
    formatCount(cost.ramBytes),
    milliseconds(cost.latencySeconds),
    fits ? 'fits' : 'too large',
  ]
  const listed = candidates.filter(({ id, pareto }) => pareto || id === best.id)
  return [
    `${listed.length} of ${candidates.length} candidates are not beaten in all; * is taken`,
    formatTable(
      ['', 'how', measure, 'steps', 'flash, B', 'RAM, B', 'time, ms', ''],
      listed.map(row),
    ),
    '',
  ]
}

function printAccuracy(evaluation: Evaluation | undefined): string[] {
  if (!evaluation) return []
  const { accuracy, source } = evaluation
  const { labelled, samples, agreementPercent } = accuracy
  const line = labelled
    ? `float ${percent(labelled.floatTop1Percent)} %, int8 ${percent(labelled.int8Top1Percent)} %`
    : `float and int8 agree on ${percent(agreementPercent)} %`
  return [`${formatCount(samples)} samples of ${source}, read once: ${line}`, '']
}
