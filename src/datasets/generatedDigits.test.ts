import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { importModel } from '../importers/index'
import { runFloat } from '../layers/runModel'
import { hashContent } from '../lib/hash'
import { dataPath, hasData } from '../lib/testData'
import type { Dataset } from './dataset'
import { generateDigits } from './generatedDigits'
import { toFloats } from './toInputs'

describe('generated digits', () => {
  it('are the same for the same seed, in equal numbers', () => {
    const [one, again, other] = [
      generateDigits(50, 3),
      generateDigits(50, 3),
      generateDigits(50, 4),
    ]
    const hash = ({ pixels }: Dataset): string => hashContent(pixels ?? '')
    expect(hash(again)).toBe(hash(one))
    expect(hash(other)).not.toBe(hash(one))
    const counts = Array.from({ length: 10 }, () => 0)
    for (const label of one.labels ?? []) counts[label] = (counts[label] ?? 0) + 1
    expect(counts).toEqual(Array.from({ length: 10 }, () => 5))
  })

  it('lie white on black within a border, as MNIST does', () => {
    const { pixels = new Uint8Array(), count } = generateDigits(100, 1)
    for (let i = 0; i < count; i++) {
      const picture = pixels.subarray(i * 784, (i + 1) * 784)
      expect(Math.max(...picture)).toBeGreaterThan(150)
      expect(picture.filter((value) => value > 0).length).toBeLessThan(784 / 2)
      expect(picture.subarray(0, 28).every((value) => value === 0)).toBe(true)
    }
  })

  it.skipIf(!hasData)('are read by a LeNet-5 that learned from MNIST', async () => {
    const path = 'h5/tensorspace_lenet_mnist.h5'
    const bytes = new Uint8Array(readFileSync(dataPath(path)))
    const { model } = await importModel([{ name: path, bytes }], () => undefined)
    const count = 120
    const digits = generateDigits(count, 7)
    const inputs = toFloats(digits, [28, 28], model.preprocessing)
    let right = 0
    for (let i = 0; i < count; i++) {
      const result = runFloat(model, inputs.subarray(i * 784, (i + 1) * 784)).get(model.output)
      const best = result?.data.indexOf(Math.max(...result.data))
      if (best === digits.labels?.[i]) right++
    }
    expect(right / count).toBeGreaterThan(0.9)
  })
})
