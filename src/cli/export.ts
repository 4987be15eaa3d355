// motrans export: a trained model in another format.

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { loadModelWriter } from '../exporters/models/index'
import type { ModelFile } from '../exporters/models/index'
import { modelFormatById, modelFormats } from '../exporters/models/modelFormats'
import type { ModelFormat } from '../exporters/models/modelFormats'
import { fail } from '../lib/diagnostics'
import { packZip } from '../lib/zip'
import type { Command } from './main'
import { openModel } from './openModel'

const ids = modelFormats.map(({ id }) => id)

export const exportModel: Command = {
  usage: `export MODEL… --to ${ids.join('|')} --out FILE|DIR|ZIP`,
  about: 'The model as a file for Keras or TensorFlow.js.',
  flags: { to: 'value', out: 'value' },
  run: async ({ words, values: { to, out } }, tell) => {
    const format = modelFormatById(to ?? '')
    if (!format)
      return fail(
        'cli/unknown-format',
        to === undefined ? 'No format was named (--to).' : `There is no format ${to}.`,
        { hint: `Known are ${ids.join(', ')}.` },
      )
    if (out === undefined) return fail('cli/no-out', 'No file was named (--out).')
    const { model, labels } = await openModel(words, tell)
    const write = await loadModelWriter(format.id)
    const written = await writeModelFiles(format, await write(model, { labels }), out)
    return written.join('\n')
  },
}

/** Gives the paths of what was written. */
export async function writeModelFiles(
  { extension }: ModelFormat,
  files: readonly ModelFile[],
  out: string,
): Promise<readonly string[]> {
  const ending = out.toLowerCase()
  const [only] = files
  const single = extension !== undefined && ending.endsWith(extension)
  const targets =
    single && only
      ? [{ path: out, bytes: only.bytes }]
      : ending.endsWith('.zip')
        ? [{ path: out, bytes: await packZip(files) }]
        : files.map(({ path, bytes }) => ({ path: join(out, path), bytes }))
  for (const { path, bytes } of targets) {
    await mkdir(dirname(resolve(path)), { recursive: true })
    await writeFile(path, bytes)
  }
  return targets.map(({ path }) => path)
}
