// motrans accuracy: every model of a data folder, float and int8 against known figures, as Markdown.

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { evaluate } from '../project/evaluate'
import { bulkPlan } from '../project/runInt8'
import { adaptToData } from '../project/samples'
import { fail, UserError } from '../lib/diagnostics'
import { createEngine } from '../simulate/engine'
import type { Engine } from '../simulate/engine'
import { references } from './accuracyReferences'
import type { Reference } from './accuracyReferences'
import { formatMarkdown } from './formatTable'
import type { Command } from './main'
import { openData, openModel } from './openModel'

export const accuracy: Command = {
  usage: 'accuracy FOLDER [--out FILE] [--only TEXT]',
  about: 'The known models of a data folder: float and int8 accuracy as a Markdown table.',
  flags: { out: 'value', only: 'value' },
  run: async ({ words: [folder], values }) => {
    if (!folder) fail('cli/no-folder', 'No data folder was named.')
    const wanted = references.filter(({ path }) => path.includes(values['only'] ?? ''))
    const engine = await createEngine()
    const measured: string[][] = []
    const read: string[][] = []
    for (const reference of wanted) {
      const row = await measure(folder, reference, engine)
      ;(reference.data ? measured : read).push([`\`${reference.path}\``, ...row])
    }
    const text = document(measured, read)
    if (values['out'] === undefined) return text
    await mkdir(dirname(resolve(values['out'])), { recursive: true })
    await writeFile(values['out'], `${text}\n`)
    return text
  },
}

const percent = (x: number) => x.toFixed(2)
const signed = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(2)}`

async function measure(folder: string, reference: Reference, engine: Engine): Promise<string[]> {
  const { path, data, floatTop1Percent } = reference
  const quiet = () => undefined
  try {
    const imported = await openModel([join(folder, path)], quiet)
    const { model, format } = imported
    if (!data) {
      const { total } = bulkPlan(model)
      return [format, `runs: ${total.parameters.toLocaleString('en-US')} parameters`]
    }
    const datasets = await openData(
      data.map((file) => join(folder, file)),
      quiet,
      imported,
    )
    const result = await evaluate(adaptToData(model, datasets), datasets, engine)
    const { labelled, samples, agreementPercent } = result.accuracy
    if (!labelled || floatTop1Percent === undefined) return [format, 'no labels', '', '', '', '']
    const { floatTop1Percent: float, int8Top1Percent: int8 } = labelled
    return [
      format,
      samples.toLocaleString('en-US'),
      percent(floatTop1Percent),
      percent(float),
      percent(int8),
      signed(int8 - float),
      percent(agreementPercent),
      `${result.calibration.method}, ${result.calibration.source}`,
    ]
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const first = error.diagnostics[0]
    return ['', `${first?.message ?? ''}${error.diagnostics.length > 1 ? ' …' : ''}`]
  }
}

function document(measured: readonly string[][], read: readonly string[][]): string {
  const head = [
    'model',
    'format',
    'samples',
    'known float %',
    'float %',
    'int8 %',
    'int8 − float',
    'agreement %',
    'calibration',
  ]
  return [
    '# Accuracy on real models',
    '',
    'Made by `npm run -s accuracy`. Top-1 on the MNIST test images (fashion: 900 Fashion-MNIST images); *known* is what',
    'the data folder’s index gives, *float* is TensorFlow.js on wasm, *int8* the simulation that equals the exported C.',
    '',
    formatMarkdown(head, measured),
    '',
    '## Read without data',
    '',
    formatMarkdown(['model', 'format', 'result'], read),
  ].join('\n')
}
