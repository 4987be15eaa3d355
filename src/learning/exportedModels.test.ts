// Models that we write are loaded by TF.js itself and compute there what they compute here.

import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { writableModels } from '../exporters/models/testModels'
import { writeTfjs } from '../exporters/models/tfjs'
import { importModel } from '../importers/index'
import { readFiles } from '../importers/testFiles'
import { randomInput } from '../layers/randomModel'
import { runFloat } from '../layers/runModel'
import { joinBytes } from '../lib/bytes'
import { hasData } from '../lib/testData'
import type { Model } from '../model/model'
import { startTfjs } from './startTfjs'

beforeAll(() => startTfjs())

/** As `tf.loadLayersModel` reads the files from a server. */
async function load(model: Model) {
  const files = await writeTfjs(model, {})
  const bytesOf = (path: string) => files.find((file) => file.path === path)!.bytes
  const json = JSON.parse(new TextDecoder().decode(bytesOf('model.json')))
  const [{ paths, weights }] = json.weightsManifest
  return loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: weights,
      weightData: joinBytes(paths.map(bytesOf)).buffer as ArrayBuffer,
    }),
  )
}

async function expectSameResults(model: Model, seed: number): Promise<void> {
  const input = randomInput(model, seed)
  const loaded = await load(model)
  const shape = model.nodes.find(({ kind }) => kind === 'input')?.attrs['shape'] as number[]
  const result = loaded.predict(tf.tensor(input, [1, ...shape])) as tf.Tensor
  const wanted = runFloat(model, input).get(model.output)!
  expect(result.shape.slice(1)).toEqual(wanted.shape)
  const values = await result.data()
  const largest = Math.max(1, ...wanted.data.map(Math.abs))
  values.forEach((value, i) =>
    expect(Math.abs(value - (wanted.data[i] ?? NaN)) / largest).toBeLessThan(1e-5),
  )
}

describe('TF.js loads what we write', () => {
  it.each(writableModels(16, 200))('random model %i', async (seed, model) => {
    await expectSameResults(model, seed)
  })

  it.runIf(hasData)('real models', async () => {
    for (const path of ['h5/tinymaix_mnist_resnet.h5', 'keras/mnist_evanshumaker.keras']) {
      const { model } = await importModel(readFiles(path), () => undefined)
      await expectSameResults(model, 1)
    }
  })
})
