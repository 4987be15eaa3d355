import { expect, test } from 'vitest'
import { shapeSize } from '../model/model'
import { layers } from './index'
import { modelShapes } from './modelShapes'
import { randomInput, randomModel } from './randomModel'
import { runFloat } from './runModel'

const seeds = Array.from({ length: 60 }, (_, seed) => seed)

test('random models reach every kind and every choice', () => {
  const models = seeds.map(randomModel)
  const kinds = new Set(models.flatMap((model) => model.nodes.map((node) => node.kind)))
  expect([...kinds].sort()).toEqual(layers.map((layer) => layer.kind).sort())
  const text = JSON.stringify(models.flatMap((model) => model.nodes))
  for (const word of ['"valid"', '"same"', '"dilation":[2,2]', '"strides":[2,1]', '"multiplier":3'])
    expect(text).toContain(word)
  for (const activation of ['relu6', 'leakyRelu', 'sigmoid', 'tanh', 'softmax'])
    expect(text).toContain(`"${activation}"`)
})

test('random models are small, sound and the same each time', () => {
  for (const seed of seeds) {
    const model = randomModel(seed)
    const shapes = modelShapes(model)
    expect(shapes.size).toBe(model.nodes.length)
    for (const shape of shapes.values()) expect(shapeSize(shape)).toBeLessThan(8000)
    expect(randomModel(seed)).toEqual(model)
  }
})

test('their results are finite, of the inferred size and not all the same', () => {
  for (const seed of seeds) {
    const model = randomModel(seed)
    const shapes = modelShapes(model)
    const values = runFloat(model, randomInput(model, seed))
    for (const [id, { data }] of values) {
      expect(data.length).toBe(shapeSize(shapes.get(id) ?? []))
      expect(data.every((x) => Number.isFinite(x) && Math.abs(x) < 1000)).toBe(true)
    }
    expect(values.has(model.output)).toBe(true)
  }
})
