import { describe, expect, it } from 'vitest'
import { UserError } from '../lib/diagnostics'
import type { Diagnostic } from '../lib/diagnostics'
import { hasData } from '../lib/testData'
import { packZip, unpackZip } from '../lib/zip'
import { importModel } from './index'
import type { InputFile } from './index'
import { readFiles } from './testFiles'
import { jsonFile, layer, sequential } from './testLayersModel'

const none = (): void => undefined
const text = (name: string, content: string): InputFile => ({
  name,
  bytes: new TextEncoder().encode(content),
})

async function refuse(...files: readonly InputFile[]): Promise<Diagnostic> {
  const error: unknown = await importModel(files, none).catch((thrown: unknown) => thrown)
  if (!(error instanceof UserError)) throw new Error(`not refused: ${String(error)}`)
  return error.diagnostics[0] as Diagnostic
}

describe('files that are no models', () => {
  it.each<[string, InputFile, string, string]>([
    ['nothing', text('model.h5', ''), 'import/empty', 'model.h5 is empty.'],
    [
      'a Git LFS pointer',
      text('model.h5', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'),
      'import/git-pointer',
      'is a Git LFS pointer',
    ],
    [
      'a git-annex pointer',
      text('m.h5', '../.git/annex/objects/x'),
      'import/git-pointer',
      'is a git-annex pointer',
    ],
    ['a web page', text('model.h5', '\n<!DOCTYPE html><html>'), 'import/web-page', 'is a web page'],
    [
      'a weights manifest',
      jsonFile('weights_manifest.json', [{ paths: ['w.bin'], weights: [] }]),
      'import/manifest-only',
      'is a TF.js weights manifest alone',
    ],
    [
      'an architecture',
      jsonFile('config.json', sequential(layer('Flatten', { name: 'f' }))),
      'import/architecture-only',
      'holds no weights',
    ],
    ['a note', text('readme.txt', 'hello'), 'import/no-model', 'There is no model in readme.txt.'],
    [
      'half a JSON',
      text('model.json', '{"modelTopology": {"model_config": {'),
      'file/damaged',
      'model.json cannot be read as JSON',
    ],
    [
      'half a zip',
      { name: 'm.keras', bytes: Uint8Array.of(0x50, 0x4b, 3, 4, 9, 9, 9, 9) },
      'file/damaged',
      'm.keras is a zip archive, but it is damaged',
    ],
    [
      'a pickle',
      { name: 'm.pkl', bytes: Uint8Array.of(0x80, 4, 0x95, 0) },
      'import/pickle',
      'is a Python pickle',
    ],
  ])('%s', async (_, file, code, part) => {
    const diagnostic = await refuse(file)
    expect(diagnostic.code).toBe(code)
    expect(diagnostic.message).toContain(part)
  })

  it('no files at all', async () => {
    expect((await refuse()).message).toBe('There are no files.')
  })
})

describe.skipIf(!hasData)('parts of an archive', () => {
  async function parts(): Promise<{ config: InputFile; weights: InputFile; all: InputFile[] }> {
    const [archive] = readFiles('keras/sine_deep.keras')
    const entries = await unpackZip(archive?.bytes ?? new Uint8Array(), 'a', 2 ** 24)
    const all = entries.map(({ path, bytes }) => ({ name: path, bytes }))
    const find = (name: string): InputFile => all.find((file) => file.name === name) as InputFile
    return { config: find('config.json'), weights: find('model.weights.h5'), all }
  }

  it('weights alone ask for their layers, and take them from beside', async () => {
    const { config, weights } = await parts()
    expect((await refuse(weights)).code).toBe('import/weights-only')
    const beside = [
      { ...config, name: 'architecture.json' },
      { ...weights, name: 'sine.h5' },
    ]
    const [loose, whole] = [
      await importModel(beside, none),
      await importModel(readFiles('keras/sine_deep.keras'), none),
    ]
    expect(loose.model.nodes.map((n) => n.weights)).toEqual(whole.model.nodes.map((n) => n.weights))
  })

  it('an archive is read as a folder, and zipped again by a user', async () => {
    const { all } = await parts()
    const folder = all.map((file) => ({ ...file, name: `sine/${file.name}` }))
    const zipped = await packZip([
      ...folder.map(({ name, bytes }) => ({ path: name, bytes })),
      { path: '__MACOSX/sine/._config.json', bytes: Uint8Array.of(0) },
    ])
    const nested = await packZip([{ path: 'inner/m.keras', bytes: zipped }])
    for (const files of [
      folder,
      [{ name: 'sine.zip', bytes: zipped }],
      [{ name: 'outer.zip', bytes: nested }],
    ])
      expect((await importModel(files, none)).model.nodes).toHaveLength(7)
  })

  it('an archive of another model’s weights is refused', async () => {
    const { config } = await parts()
    const [other] = readFiles('keras/har_lstm.keras')
    const entries = await unpackZip(other?.bytes ?? new Uint8Array(), 'a', 2 ** 24)
    const weights = entries.find(({ path }) => path === 'model.weights.h5')
    const mixed = [config, { name: 'model.weights.h5', bytes: weights?.bytes ?? new Uint8Array() }]
    expect((await refuse(...mixed)).message).toContain('6 Dense layers with weights')
  })
})
