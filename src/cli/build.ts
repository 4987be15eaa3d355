// motrans build: a project for a board, with its budget.

import { boardEnergyJoules } from '../boards/energy'
import { plan } from '../compile/compile'
import { kernelsText } from '../compile/latencyText'
import { defaultOptions } from '../compile/plan'
import type { Budget, Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import type { ExportFile } from '../exporters/exporter'
import { buildProject } from '../project/buildProject'
import { calibrateModel, evaluate } from '../project/evaluate'
import { bulkPlan, supportedPlan } from '../project/runInt8'
import type { Evaluation } from '../project/evaluate'
import { adaptToData } from '../project/samples'
import type { Report } from '../lib/diagnostics'
import { createEngine } from '../simulate/engine'
import type { Engine } from '../simulate/engine'
import { formatCount, formatTable } from './formatTable'
import { describeLatency } from './inspect'
import type { Command } from './main'
import { chooseBoard, openData, openModel } from './openModel'
import { readStreaming, streamingUsage } from './readStreaming'
import { describeEvaluation } from './run'
import { writeFiles } from './writeFiles'

export const build: Command = {
  usage: `build MODEL… --board ID [--data FILES…] [--out DIR|ZIP] ${streamingUsage} [--no-softmax] [--json]`,
  about: 'The project for a board: budget, and its files where --out says.',
  flags: {
    ...{ board: 'value', data: 'list', out: 'value', streaming: 'value' },
    ...{ 'no-softmax': 'switch', json: 'switch' },
  },
  run: async ({ words, values, lists, switches }, tell) => {
    const board = chooseBoard(values['board'])
    const imported = await openModel(words, tell)
    const datasets = await openData(lists['data'], tell, imported)
    const model = adaptToData(imported.model, datasets)
    const streaming = readStreaming(values['streaming'])
    const options = { ...defaultOptions, streaming, softmax: !switches.has('no-softmax') }
    const made = supportedPlan(plan(model, board, options))
    const engine = await createEngine()
    const { ranges, calibration, evaluation } = await measure(made, datasets, engine)
    tellGuessedRanges(calibration, tell)
    const input = { plan: made, ranges, calibration, datasets, evaluation, labels: imported.labels }
    const { build: built, files } = buildProject(input, engine)
    if (values['out'] !== undefined) await writeFiles(files, values['out'])
    tellSlowKernels(built.plan, tell)
    tellTooBig(built.plan, tell)
    return switches.has('json')
      ? JSON.stringify(
          describeBuild(built.plan, files, calibration, evaluation, values['out']),
          null,
          2,
        )
      : printBuild(built.plan, files, values['out'])
  },
}

/** With data its accuracy too, for the README; the ranges are the same. */
export async function measure(made: Plan, datasets: readonly Dataset[], engine: Engine) {
  if (datasets.length > 0) {
    const evaluation = await evaluate(made.model, datasets, engine)
    return { ranges: evaluation.ranges, calibration: evaluation.calibration, evaluation }
  }
  const { ranges, calibration } = await calibrateModel(bulkPlan(made.model), datasets, engine)
  return { ranges, calibration, evaluation: undefined }
}

/** Says which layers' numbers made the board slower than it was planned. */
export function tellSlowKernels(made: Plan, tell: Report): void {
  const message = kernelsText(made)
  if (message !== undefined && made.otherKernels)
    tell({ severity: 'note', code: 'build/slower-kernels', message })
}

/** Says of a plan's budgets which the board can't give. */
export function tellTooBig(made: Plan, tell: Report): void {
  for (const budget of [made.flash, made.ram])
    if (budget.bytes > budget.limitBytes) tell(tooBig(made, budget))
}

function tooBig({ board, ram }: Plan, budget: Budget) {
  const what = budget === ram ? 'RAM' : 'flash'
  const over = budget.bytes - budget.limitBytes
  return {
    severity: 'warning' as const,
    code: budget === ram ? 'build/ram-exceeded' : 'build/flash-exceeded',
    message: `The project needs ${formatCount(over)} bytes more ${what} than the ${board.name} has.`,
    hint: 'Make layers narrower, or take a larger board.',
  }
}

/** Says that nothing was measured on data, where it was not. */
function tellGuessedRanges({ samples }: Evaluation['calibration'], tell: Report): void {
  if (samples > 0) return
  tell({
    severity: 'warning',
    code: 'build/guessed-ranges',
    message:
      'The ranges of all values were guessed from random inputs, not measured on data: outputs may be far off.',
    hint: 'Name samples, with or without labels (--data FILES…).',
  })
}

function describeBuild(
  { model, board, options, flash, ram, memory, total, latency, diagnostics }: Plan,
  files: readonly ExportFile[],
  calibration: Evaluation['calibration'],
  evaluation: Evaluation | undefined,
  out: string | undefined,
) {
  return {
    model: model.name,
    board: board.id,
    options,
    fits: flash.bytes <= flash.limitBytes && ram.bytes <= ram.limitBytes,
    usage: {
      flashBytes: flash.bytes,
      flashLimitBytes: flash.limitBytes,
      ramBytes: ram.bytes,
      ramLimitBytes: ram.limitBytes,
      arenaBytes: memory.arenaBytes,
      parts: { flash: flash.parts, ram: ram.parts },
      origin: { flash: flash.origin, ram: ram.origin },
    },
    ...(latency ? { latency, boardEnergyJoules: boardEnergyJoules(board, latency.seconds) } : {}),
    macs: total.macs,
    parameters: total.parameters,
    energyJoules: total.energy.totalJoules,
    calibration,
    ...(evaluation ? { accuracy: describeEvaluation(evaluation) } : {}),
    files: files.map(({ path, text }) => ({ path, bytes: new TextEncoder().encode(text).length })),
    ...(out === undefined ? {} : { out }),
    diagnostics,
  }
}

function printBuild(made: Plan, files: readonly ExportFile[], out: string | undefined): string {
  const rows = (
    [
      ['flash', made.flash],
      ['RAM', made.ram],
    ] as const
  ).flatMap(([name, { bytes, limitBytes, parts }]) => [
    [name, formatCount(bytes), `of ${formatCount(limitBytes)}`],
    ...parts.map((part) => [`  ${part.label}`, formatCount(part.bytes), part.origin]),
  ])
  return [
    `${made.model.name} on ${made.board.name}`,
    '',
    formatTable(['', 'bytes', ''], rows),
    ...describeLatency(made),
    '',
    out === undefined
      ? `${files.length} files; --out FOLDER or --out NAME.zip writes them`
      : `${files.length} files written to ${out}`,
  ].join('\n')
}
