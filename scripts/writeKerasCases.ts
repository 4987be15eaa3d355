// Models as the studio writes them, with random inputs and what the studio says to them in float, to be
// compared with real Keras. Real models, edited ones, and random ones of every kind of layer:
//   npx tsx scripts/writeKerasCases.ts FOLDER
//   python scripts/checkKeras.py FOLDER      (see there for what to install)

import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openModel } from '../src/cli/openModel'
import { expandModel } from '../src/compile/expandModel'
import { inferShapes } from '../src/compile/inferShapes'
import { pruneWeights } from '../src/edits/pruneWeights'
import { scaleWidths } from '../src/edits/scaleWidths'
import { separateConvolution } from '../src/edits/separateConvolution'
import { loadModelWriter } from '../src/exporters/models/index'
import { randomModel } from '../src/layers/randomModel'
import { createFloatRunner } from '../src/learning/createFloatRunner'
import { seededRandom } from '../src/lib/random'
import { dataPath } from '../src/lib/testData'
import { opTable } from '../src/model/graph'
import type { Model } from '../src/model/model'

const sampleCount = 8
const randomModels = 40

interface Case {
  readonly name: string
  readonly model: Model
  /** The file that the model came from, where nothing was edited. */
  readonly original?: string
}

const files: readonly (readonly [name: string, path: string])[] = [
  ['lenet5 (sample)', 'public/samples/lenet5.h5'],
  ['digits-uno (sample)', 'public/samples/digits-uno.keras'],
  ['tensorspace lenet', dataPath('h5/tensorspace_lenet_mnist.h5')],
  ['evanshumaker', dataPath('keras/mnist_evanshumaker.keras')],
  ['windows backslash', dataPath('keras/mnist_tf213_windows_backslash.keras')],
  ['tinymaix arduino', dataPath('h5/tinymaix_mnist_arduino.h5')],
  ['tinymaix valid', dataPath('h5/tinymaix_mnist_valid.h5')],
  ['tinymaix same', dataPath('h5/tinymaix_mnist_same.h5')],
  ['tinymaix resnet', dataPath('h5/tinymaix_mnist_resnet.h5')],
  ['tinymaix depthwise', dataPath('h5/tinymaix_mnist_dw.h5')],
  ['tinymaix cifar10', dataPath('h5/tinymaix_cifar10.h5')],
  ['tinymaix vww96', dataPath('h5/vww96_relu6_tinymaix.h5')],
  ['mini Xception', dataPath('h5/fer2013_mini_xception_66.hdf5')],
  ['teachable machine', dataPath('h5/teachable_machine_waste_keras.h5')],
  ['doodlenet', dataPath('h5/doodlenet.h5')],
  ['sine', dataPath('h5/sine_keras3_saved.h5')],
  ['mlperf-tiny ad01', dataPath('mlperf-tiny/ad/ad01.h5')],
]

const open = async (path: string): Promise<Model> =>
  (await openModel([path], () => undefined)).model

async function* cases(): AsyncGenerator<Case> {
  for (const [name, path] of files) yield { name, model: await open(path), original: resolve(path) }
  const lenet = await open('public/samples/lenet5.h5')
  yield { name: 'lenet5, half of every width', model: scaleWidths(lenet, 0.5) }
  yield { name: 'lenet5, 60 % zeros', model: pruneWeights(lenet, { sparsity: 0.6 }) }
  const conv2 = lenet.nodes.filter(({ kind }) => kind === 'conv2d').at(-1)?.id ?? ''
  yield { name: 'lenet5, separable convolution', model: separateConvolution(lenet, conv2) }
  const resnet = await open(dataPath('h5/tinymaix_mnist_resnet.h5'))
  yield { name: 'tinymaix resnet, half of every width', model: scaleWidths(resnet, 0.5) }
  const depthwise = await open(dataPath('h5/tinymaix_mnist_dw.h5'))
  yield { name: 'tinymaix depthwise, half of every width', model: scaleWidths(depthwise, 0.5) }
  for (let seed = 0; seed < randomModels; seed++)
    yield { name: `random ${seed}`, model: randomModel(seed) }
}

async function writeCase({ name, model, original }: Case, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const graph = expandModel(model, inferShapes(model))
  const shape = opTable(graph).get(graph.input)?.shape
  const runner = await createFloatRunner(graph)
  const random = seededRandom(1)
  const { preprocessing } = model
  const low = preprocessing.pixels ? preprocessing.offset : -1
  const high = preprocessing.pixels ? preprocessing.offset + 255 * preprocessing.scale : 1
  const size = sampleCount * runner.inputSize
  const inputs = Float32Array.from({ length: size }, () => low + (high - low) * random())
  const outputs = runner.run(inputs, sampleCount)
  writeFileSync(`${folder}/inputs.f32`, inputs)
  writeFileSync(`${folder}/outputs.f32`, outputs)
  runner.dispose()
  for (const format of ['keras', 'h5'] as const) {
    const [file] = await (await loadModelWriter(format))(model, {})
    if (file) writeFileSync(`${folder}/model.${format}`, file.bytes)
  }
  writeFileSync(`${folder}/case.json`, JSON.stringify({ name, original, shape }))
  return name
}

const [, , target] = process.argv
if (target === undefined) throw new Error('name a folder')
let at = 0
for await (const one of cases())
  console.log(await writeCase(one, `${target}/${String(at++).padStart(3, '0')}`))
