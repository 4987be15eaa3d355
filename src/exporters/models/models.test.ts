// What is written is read again by our own importers with the very same results. That TF.js loads it:
// learning/exportedModels.test.ts.

import { describe, expect, it } from 'vitest'
import { importModel } from '../../importers/index'
import { readFiles, realModels } from '../../importers/testFiles'
import { layers } from '../../layers/index'
import { randomInput, randomModel } from '../../layers/randomModel'
import { runFloat } from '../../layers/runModel'
import { Sketch } from '../../layers/sketch'
import { seededRandom } from '../../lib/random'
import { hasData } from '../../lib/testData'
import { defaultPreprocessing } from '../../model/model'
import type { Model } from '../../model/model'
import { loadModelWriter } from './index'
import { kerasWords } from './kerasWords'
import { modelFormats } from './modelFormats'
import type { ModelFormatId } from './modelFormats'
import { writableModels } from './testModels'

const quiet = () => undefined

async function write(model: Model, id: ModelFormatId, labels?: readonly string[]) {
  const files = await (await loadModelWriter(id))(model, labels ? { labels } : {})
  return files.map(({ path, bytes }) => ({ name: path, bytes }))
}

function expectSameResults(again: Model, model: Model, seed: number): void {
  const input = randomInput(model, seed)
  const [one, other] = [runFloat(model, input), runFloat(again, input)]
  expect(other.get(again.output)?.shape).toEqual(one.get(model.output)?.shape)
  expect(other.get(again.output)?.data).toEqual(one.get(model.output)?.data)
}

/** A convolution whose padding is uneven. */
function padded(): Model {
  const s = new Sketch(seededRandom(4))
  const window = { kernel: [3, 3], strides: [2, 2], dilation: [1, 1], activation: 'relu' }
  const input = s.add('input', { shape: [6, 6, 2] })
  const attrs = { filters: 3, ...window, padding: 'explicit', pads: [0, 1, 2, 0] }
  return s.model('padded', s.add('conv2d', attrs, input))
}

describe.each(modelFormats.map(({ id }) => id))('%s', (id) => {
  it.each(writableModels(12, 100))(
    'writes random model %i, read again the same',
    async (seed, model) => {
      const { model: again, diagnostics } = await importModel(await write(model, id), quiet)
      expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([])
      expectSameResults(again, model, seed)
    },
  )

  it('writes the same bytes for the same model', async () => {
    const [one, other] = [await write(randomModel(3), id), await write(randomModel(3), id)]
    expect(other).toEqual(one)
  })

  it.runIf(hasData)('writes a real model of 158 layers', async () => {
    const { files } = realModels.find((row) => row.files[0]?.includes('waste'))!
    const { model } = await importModel(readFiles(...files), quiet)
    const { model: again } = await importModel(await write(model, id), quiet)
    expect(again.nodes.map(({ kind }) => kind)).toEqual(model.nodes.map(({ kind }) => kind))
    expect(Object.keys(again.weights).sort()).toEqual(Object.keys(model.weights).sort())
  })

  it('names a layer that it has no word for', async () => {
    const [input] = randomModel(1).nodes
    const lambda = { id: 'x', kind: 'unknown', name: 'trick', attrs: { className: 'Lambda' } }
    const model: Model = {
      name: 'm',
      preprocessing: defaultPreprocessing,
      nodes: [input!, { ...lambda, inputs: [input!.id], weights: {} }],
      outputs: ['x'],
      output: 'x',
      weights: {},
    }
    await expect(write(model, id)).rejects.toThrow('Layer trick (Lambda) is not understood')
  })
})

describe('Keras words', () => {
  it('are there for every kind', () => {
    const kinds = layers.map(({ kind }) => kind).filter((kind) => kind !== 'input')
    expect(Object.keys(kerasWords).sort()).toEqual(kinds.sort())
  })

  it('split off padding that Keras has no word for', async () => {
    const { model } = await importModel(await write(padded(), 'keras'), quiet)
    expect(model.nodes.map(({ kind }) => kind)).toEqual(['input', 'zeroPad2d', 'conv2d'])
    expectSameResults(model, padded(), 1)
  })

  it('name what TF.js would compute in another way', async () => {
    const s = new Sketch(seededRandom(4))
    const input = s.add('input', { shape: [6, 6, 2] })
    const model = s.model('m', s.add('elu', { alpha: 0.5 }, input))
    await expect(write(model, 'tfjs')).rejects.toThrow('Layer elu_1 has an alpha of 0.5')
    expect(await write(model, 'h5')).toHaveLength(1)
  })

  it('take names that TensorFlow would not, several outputs, and labels', async () => {
    const model = randomModel(7)
    const renamed: Model = {
      ...model,
      nodes: model.nodes.map((node) => ({ ...node, name: `a/b ü:${node.kind}` })),
      outputs: [model.output, model.nodes[1]!.id],
    }
    const { model: again, labels } = await importModel(
      await write(renamed, 'tfjs', ['cat', 'dog']),
      quiet,
    )
    expect(labels).toEqual(['cat', 'dog'])
    expect(again.outputs).toHaveLength(2)
    expectSameResults(again, model, 7)
  })
})
