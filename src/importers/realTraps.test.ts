import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../lib/diagnostics'
import { UserError } from '../lib/diagnostics'
import { hasData } from '../lib/testData'
import { packZip } from '../lib/zip'
import type { Model, Node, Tensor } from '../model/model'
import { importModel } from './index'
import type { InputFile } from './index'
import { readFiles } from './testFiles'

const none = (): void => undefined

async function load(...paths: readonly string[]): Promise<Model> {
  return (await importModel(readFiles(...paths), none)).model
}

function nodeOf(model: Model, end: string): Node {
  const node = model.nodes.find(({ id }) => id.endsWith(end))
  if (!node) throw new Error(`no node ${end}`)
  return node
}

function weightOf(model: Model, end: string, role: string): Tensor {
  const tensor = model.weights[nodeOf(model, end).weights[role] ?? '']
  if (!tensor) throw new Error(`no ${role} at ${end}`)
  return tensor
}

async function refuse(files: readonly InputFile[]): Promise<Diagnostic> {
  const error: unknown = await importModel(files, none).catch((thrown: unknown) => thrown)
  if (!(error instanceof UserError)) throw new Error(`not refused: ${String(error)}`)
  return error.diagnostics[0] as Diagnostic
}

const doodle = ['tfjs/doodlenet-345/model.json', 'tfjs/doodlenet-345/group1-shard1of1.bin']

describe.skipIf(!hasData)('traps of real files', () => {
  it('finds the same weights in doodlenet as .h5 and as TF.js', async () => {
    const [h5, tfjs] = [await load('h5/doodlenet.h5'), await load(...doodle)]
    expect(Object.keys(h5.weights)).toHaveLength(16)
    expect(h5.nodes.map((node) => [node.kind, node.attrs, node.weights])).toEqual(
      tfjs.nodes.map((node) => [node.kind, node.attrs, node.weights]),
    )
  })

  it('finds the same weights in a model that tfjs saved again', async () => {
    const folder = 'tfjs/mnist-bn-gap-saved-by-tfjs4'
    const again = await load(`${folder}/model.json`, `${folder}/weights.bin`)
    const first = await load('h5/tinymaix_mnist_valid.h5')
    expect(again.nodes.map((node) => node.weights)).toEqual(first.nodes.map((node) => node.weights))
  })

  it('reads groups with backslashes, whose counters step by two', async () => {
    const { model, diagnostics } = await importModel(
      readFiles('keras/mnist_tf213_windows_backslash.keras'),
      none,
    )
    expect(diagnostics.map((d) => d.code)).toContain('import/windows-names')
    expect(weightOf(model, 'conv2d_1', 'kernel').shape).toEqual([3, 3, 32, 64])
    expect(weightOf(model, 'dense_1', 'kernel').shape).toEqual([128, 10])
  })

  it('tells apart layers of one shape whose groups are not called like them', async () => {
    // Layers conv1d_1 … conv1d_6 are all 3 × 64 × 64; the autoencoder's are conv2d_20 and on.
    const model = await load('keras/acoustic_autoencoder.keras')
    const shapes = model.nodes
      .filter((node) => node.kind === 'conv2d')
      .map((node) => model.weights[node.weights['kernel'] ?? '']?.shape)
    expect(shapes).toEqual([
      [3, 3, 1, 32],
      [3, 3, 32, 16],
      [3, 3, 16, 8],
      [3, 3, 32, 1],
    ])
  })

  it.each([
    ['h5', ['h5/teachable_machine_waste_keras.h5']],
    [
      'tfjs',
      ['tfjs/teachable-machine-drowsy/model.json', 'tfjs/teachable-machine-drowsy/weights.bin'],
    ],
  ])('places moving statistics that stand last in a nested model (%s)', async (_, paths) => {
    const model = await load(...paths)
    const norms = model.nodes.filter((node) => node.kind === 'batchNorm')
    expect(norms.length).toBeGreaterThan(40)
    for (const norm of norms) {
      const variance = model.weights[norm.weights['variance'] ?? '']
      expect(variance?.data.every((value) => value > 0)).toBe(true)
    }
    expect(weightOf(model, '/Conv1', 'kernel').shape).toEqual([3, 3, 3, 16])
    expect(model.nodes.filter((node) => node.kind === 'input')).toHaveLength(1)
    expect(model.nodes.at(-1)?.attrs['activation']).toBe('softmax')
  })

  it('reads TFOpLambda __operators__.add as an addition of two layers', async () => {
    const { model, diagnostics } = await importModel(readFiles('h5/tinymaix_mnist_resnet.h5'), none)
    const add = model.nodes.find((node) => node.kind === 'add')
    expect(add?.inputs.map((id) => nodeOf(model, id).kind)).toEqual(['activation', 'batchNorm'])
    expect(diagnostics.map((d) => d.code)).toContain('import/operator')
  })

  it('ignores a stale input size and counts the optimizer state', async () => {
    const doodles = await importModel(readFiles('h5/doodlenet.h5'), none)
    expect(
      doodles.diagnostics.find((d) => d.code === 'import/stale-input-size')?.message,
    ).toContain('conv2d_1')
    const lenet = await importModel(readFiles('h5/tensorspace_lenet_mnist.h5'), none)
    expect(lenet.dropped).toEqual([{ what: 'optimizer state', bytes: 355_456 }])
  })

  it('keeps eight outputs and runs the last', async () => {
    const model = await load('tfjs/lenet5-mnist/mnist.json', 'tfjs/lenet5-mnist/mnist.weights.bin')
    expect(model.outputs).toHaveLength(8)
    expect(nodeOf(model, model.output).attrs).toMatchObject({ units: 10, activation: 'softmax' })
  })

  it('reads a zipped folder with labels beside the model', async () => {
    const files = readFiles(...doodle, 'tfjs/doodlenet-345/class_names.txt')
    const bytes = await packZip(files.map(({ name, bytes }) => ({ path: `web/${name}`, bytes })))
    const { model, labels, unused } = await importModel([{ name: 'doodle.zip', bytes }], none)
    expect(model.nodes).toHaveLength(13)
    expect(labels).toHaveLength(345)
    expect(labels?.[0]).toBe('flashlight')
    expect(unused).toEqual([])
  })

  it('reads numbered labels, and those of Teachable Machine', async () => {
    const h5 = readFiles(
      'h5/teachable_machine_waste_keras.h5',
      'h5/teachable_machine_waste_labels.txt',
    )
    expect((await importModel(h5, none)).labels).toEqual(['cardboard', 'plastic', 'glass', 'metal'])
    const folder = 'tfjs/teachable-machine-drowsy'
    const names = ['metadata.json', 'model.json', 'weights.bin'].map((name) => `${folder}/${name}`)
    const { labels, model } = await importModel(readFiles(...names), none)
    expect(labels).toEqual(['Class 1', 'drowsy'])
    expect(model.preprocessing).toMatchObject({ scale: 1 / 127.5, offset: -1 })
  })

  it('leaves data that came along to others', async () => {
    const files = readFiles('h5/sine_keras3_saved.h5', 'mnist/t10k-labels-idx1-ubyte.gz')
    const { unused } = await importModel(files, none)
    expect(unused.map(({ name }) => name)).toEqual(['t10k-labels-idx1-ubyte.gz'])
  })

  it('says which shards are missing', async () => {
    const { code, message } = await refuse(readFiles('tfjs/doodlenet-345/model.json'))
    expect(code).toBe('import/shards-missing')
    expect(message).toBe(
      'model.json opened, its weights are missing. It names group1-shard1of1.bin (2.1 MB), which was not among the files dropped.',
    )
  })

  it('takes a renamed shard only by its exact size, and says so', async () => {
    const [json, shard] = readFiles(...doodle) as [InputFile, InputFile]
    const renamed = { ...shard, name: 'group1-shard1of1 (1).bin' }
    const { diagnostics } = await importModel([json, renamed], none)
    expect(diagnostics.map((d) => d.code)).toContain('import/shard-renamed')
    const short = { ...renamed, bytes: renamed.bytes.subarray(4) }
    expect((await refuse([json, short])).code).toBe('import/shards-missing')
  })

  it.each([
    [['tflite/sine_deep.tflite'], 'import/tflite'],
    [['onnx/mnist8/model.onnx'], 'import/onnx'],
    [['onnx/conv1d_small_keras.onnx'], 'import/onnx'],
    [['mlperf-tiny/kws/saved_model/saved_model.pb'], 'import/saved-model'],
    [['tfjs-graph/dense-graph/model.json'], 'import/graph-model'],
    [
      [
        'tfjs-graph/tensorspace-lenet-graph/model.json',
        'tfjs-graph/tensorspace-lenet-graph/group1-shard1of1',
      ],
      'import/graph-model',
    ],
    [['mlperf-tiny/calibration_samples_sww.npz'], 'import/no-model'],
    [['person-detect-bmp/person.bmp'], 'import/no-model'],
    [['mnist/t10k-labels-idx1-ubyte.gz'], 'import/no-model'],
    [['tfjs/lenet5-mnist/mnist.weights.bin'], 'import/weights-alone'],
    [['mlperf-tiny/y_labels_ad01.csv'], 'import/no-model'],
    [['h5/doodlenet.h5', 'h5/tinymaix_mnist_dw.h5'], 'import/several-models'],
    [['h5/doodlenet.h5', ...doodle], 'import/several-models'],
  ])('refuses %s by name', async (paths, code) => {
    const diagnostic = await refuse(readFiles(...paths))
    expect(diagnostic.code).toBe(code)
    expect(diagnostic.hint).toBeTruthy()
  })
})
