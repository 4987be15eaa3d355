// motrans fit: a model made to fit a board, its project and its accuracy on samples never seen.

import { plan } from '../compile/compile'
import { defaultOptions } from '../compile/plan'
import type { CompileOptions } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { loadModelWriter } from '../exporters/models/index'
import { modelFormatById, modelFormats } from '../exporters/models/modelFormats'
import { fitModel } from '../fit/fitModel'
import type { FitBudgets, FitOptions, FitResult } from '../fit/fitOptions'
import { defaultFitOptions } from '../fit/fitOptions'
import type { Imported } from '../importers/index'
import { createBreath } from '../lib/breath'
import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { buildProject } from '../project/buildProject'
import { keepTestApart } from '../project/keepTestApart'
import { supportedPlan } from '../project/runInt8'
import { adaptToData } from '../project/samples'
import { createEngine } from '../simulate/engine'
import { measure, tellSlowKernels, tellTooBig } from './build'
import { describeFit, printFit, tellFit } from './describeFit'
import type { Fitted } from './describeFit'
import { writeModelFiles } from './export'
import { followFit } from './followFit'
import type { Command } from './main'
import { chooseBoard, openData, openModel } from './openModel'
import type { Arguments } from './parseArguments'
import { readStreaming, streamingUsage } from './readStreaming'
import { writeFiles } from './writeFiles'

export const fit: Command = {
  usage: [
    'fit MODEL… --board ID [--data FILES…] [--train FILES…] [--flash BYTES] [--ram BYTES]',
    '[--latency MILLISECONDS] [--steps N] [--seed N] [--no-structure] [--take ID] [--out DIR|ZIP]',
    `[--model-out FILE|DIR] ${streamingUsage} [--no-softmax] [--json]`,
  ].join('\n        '),
  about:
    'Makes the model fit the board: searches widths and structure, trains, tests at the end. Ctrl+C ends with the best so far.',
  flags: {
    ...{ board: 'value', data: 'list', train: 'list', flash: 'value', ram: 'value' },
    ...{ latency: 'value', steps: 'value', seed: 'value', take: 'value' },
    ...{ 'no-structure': 'switch' },
    ...{ out: 'value', 'model-out': 'value', streaming: 'value' },
    ...{ 'no-softmax': 'switch', json: 'switch' },
  },
  run: async (given, tell) => {
    const { words, values, switches } = given
    const board = chooseBoard(values['board'])
    const options = readOptions(given)
    const compile: CompileOptions = {
      ...defaultOptions,
      streaming: readStreaming(values['streaming']),
      softmax: !switches.has('no-softmax'),
    }
    const imported = await openModel(words, tell)
    const opened = await openParts(given, tell, imported)
    // As in the page: of a single data set that trains, a part is kept for the test.
    const datasets = opened.some(({ labels }) => labels) ? keepTestApart(opened) : opened
    const model = adaptToData(imported.model, datasets)
    const before = supportedPlan(plan(model, board, compile))
    const follow = followFit()
    const breath = createBreath(() => performance.now())
    const context = { onNews: follow.onNews, shouldStop: follow.isInterrupted, pause: breath }
    const found = await fitModel({ model, datasets, board, compile, options }, context).finally(
      follow.end,
    )
    const result = takeCandidate(found, values['take'], tell)
    tellFit(result, board, tell)
    const fitted = await buildFitted({ ...imported, model: result.best.model }, before, datasets)
    tellSlowKernels(fitted.made, tell)
    tellTooBig(fitted.made, tell)
    if (values['out'] !== undefined) await writeFiles(fitted.files, values['out'])
    if (values['model-out'] !== undefined)
      await writeModel(fitted.made.model, imported.labels, values['model-out'])
    const outs = { project: values['out'], model: values['model-out'] }
    const all = { result, before, ...fitted, options, outs }
    return switches.has('json') ? JSON.stringify(describeFit(all), null, 2) : printFit(all)
  },
}

/** Another candidate of the Pareto list; after a search nothing is refused any more. */
function takeCandidate(found: FitResult, id: string | undefined, tell: Report): FitResult {
  if (id === undefined) return found
  const model = found.models.get(Number(id))
  if (model) return { ...found, best: { id: Number(id), model } }
  tell({
    severity: 'warning',
    code: 'fit/no-such-candidate',
    message: `There is no candidate ${id} among those that are not beaten; the best is taken.`,
    hint: `Choose one of ${[...found.models.keys()].join(', ')}.`,
  })
  return found
}

/** Through the same steps as `build`, test samples included: they are read here for the first time. */
async function buildFitted(
  { model, labels }: Pick<Imported, 'model' | 'labels'>,
  { board, options }: Fitted['before'],
  datasets: readonly Dataset[],
): Promise<Pick<Fitted, 'made' | 'files' | 'calibration' | 'evaluation'>> {
  const planned = supportedPlan(plan(model, board, options))
  const engine = await createEngine()
  const { ranges, calibration, evaluation } = await measure(planned, datasets, engine)
  const input = { plan: planned, ranges, calibration, datasets, evaluation, labels }
  const { build, files } = buildProject(input, engine)
  return { made: build.plan, files, calibration, evaluation }
}

/** With --train what --data names is the test, whatever it is called. */
async function openParts(
  { lists }: Arguments,
  tell: Report,
  imported: Imported,
): Promise<readonly Dataset[]> {
  const data = await openData(lists['data'], tell, imported)
  if (!lists['train']) return data
  const train = await openData(lists['train'], tell, imported)
  const others = data.filter(({ part }) => part !== 'train')
  return [
    ...train.map((one): Dataset => ({ ...one, part: 'train' })),
    ...(others.length > 0 ? others : data).map((one): Dataset => ({ ...one, part: 'test' })),
  ]
}

function readOptions({ values, switches }: Arguments): FitOptions {
  const number = (flag: string, whole = true) => {
    const text = values[flag]
    if (text === undefined) return undefined
    const value = Number(text)
    if (text.trim() !== '' && value > 0 && (whole ? Number.isSafeInteger(value) : value < Infinity))
      return value
    return fail(
      'cli/bad-number',
      `--${flag} ${text} is not a ${whole ? 'whole ' : ''}number above 0.`,
    )
  }
  const [flashBytes, ramBytes, latencyMs] = [
    number('flash'),
    number('ram'),
    number('latency', false),
  ]
  const budgets: FitBudgets = {
    ...(flashBytes === undefined ? {} : { flashBytes }),
    ...(ramBytes === undefined ? {} : { ramBytes }),
    ...(latencyMs === undefined ? {} : { latencySeconds: latencyMs / 1000 }),
  }
  return {
    budgets,
    structure: !switches.has('no-structure'),
    steps: number('steps') ?? defaultFitOptions.steps,
    seed: number('seed') ?? defaultFitOptions.seed,
  }
}

/** By the file's ending; a folder or a zip gets a TF.js layers model. */
async function writeModel(
  model: Model,
  labels: readonly string[] | undefined,
  out: string,
): Promise<void> {
  const format =
    modelFormats.find(({ extension }) => extension && out.toLowerCase().endsWith(extension)) ??
    modelFormatById('tfjs')
  if (!format) throw new Error('there is no format tfjs')
  const write = await loadModelWriter(format.id)
  await writeModelFiles(format, await write(model, { labels }), out)
}
