import { describe, expect, it } from 'vitest'
import { defaultPreprocessing } from '../model/model'
import type { Model, Preprocessing, Shape } from '../model/model'
import type { Dataset } from './dataset'
import { createResizer } from './fitPicture'
import { guessPreprocessing } from './guessPreprocessing'
import { looksInverted } from './looksInverted'
import { toFloats, toPixels } from './toInputs'

function pictures(shape: Dataset['shape'], pixels: readonly number[]): Dataset {
  const count = pixels.length / (shape[0] * shape[1] * shape[2])
  return {
    name: 'd',
    count,
    shape,
    pixels: Uint8Array.from(pixels),
    classCount: 0,
    part: 'unknown',
  }
}

const pad: Preprocessing = defaultPreprocessing
const resize: Preprocessing = { ...pad, fit: 'resize' }
const two = pictures([2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8])

describe('samples as inputs', () => {
  it('are copied where sizes agree, whatever the input’s rank', () => {
    for (const input of [[2, 2, 1], [2, 2], [4]])
      expect([...toPixels(two, input, pad, 1, 1)]).toEqual([5, 6, 7, 8])
    expect(toPixels(two, [4], pad)).toHaveLength(8)
    expect([...(two.pixels ?? [])].slice(0, 4)).toEqual([1, 2, 3, 4])
  })

  it('are centered on their own ground', () => {
    const padded = [0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0]
    expect([...toPixels(two, [4, 4, 1], pad, 0, 1)]).toEqual(padded)
    const light = pictures([2, 2, 1], [255, 254, 253, 252])
    expect([...toPixels(light, [2, 4], pad)]).toEqual([255, 255, 254, 255, 255, 253, 252, 255])
    const dark = { ...pad, invert: true }
    expect([...toPixels(light, [2, 4], dark)]).toEqual([0, 0, 1, 0, 0, 2, 3, 0])
  })

  it('lose their borders where the input is smaller', () => {
    const four = pictures(
      [4, 4, 1],
      Array.from({ length: 16 }, (_, i) => i),
    )
    expect([...toPixels(four, [2, 2, 1], pad)]).toEqual([5, 6, 9, 10])
  })

  it('are drawn smaller by area and larger by straight lines', () => {
    const four = pictures([2, 4, 1], [0, 10, 20, 30, 40, 50, 60, 70])
    expect([...toPixels(four, [1, 2, 1], resize)]).toEqual([25, 45])
    const grown = new Uint8Array(4)
    createResizer([1, 2], [1, 4], 1)(Uint8Array.of(0, 100), grown)
    expect([...grown]).toEqual([0, 25, 75, 100])
    const flat = new Uint8Array(7 * 5 * 3)
    createResizer([3, 9], [7, 5], 3)(new Uint8Array(81).fill(200), flat)
    expect(flat.every((value) => value === 200)).toBe(true)
  })

  it('change between grey and color', () => {
    const grey = pictures([1, 2, 1], [7, 9])
    expect([...toPixels(grey, [1, 2, 3], pad)]).toEqual([7, 7, 7, 9, 9, 9])
    const color = pictures([1, 1, 3], [255, 0, 0])
    expect([...toPixels(color, [1, 1, 1], pad)]).toEqual([76])
  })

  it('are scaled as told', () => {
    const told = { ...pad, scale: 1 / 127.5, offset: -1, invert: true }
    expect([...toFloats(pictures([1, 2, 1], [0, 255]), [2], told)]).toEqual([1, -1])
  })

  it('may be plain values', () => {
    const values: Dataset = {
      name: 'v',
      count: 2,
      shape: [1, 2, 1],
      values: Float32Array.of(1, 2, 3, 4),
      classCount: 0,
      part: 'unknown',
    }
    const told = { ...pad, pixels: false, scale: 1 }
    expect([...toFloats(values, [2], told, 1)]).toEqual([3, 4])
    expect(() => toFloats(values, [3], told)).toThrow(
      'Samples of v are 1 × 2 × 1; the model takes 3.',
    )
    expect(() => toPixels(values, [2], told)).toThrow('v holds numbers, not pictures.')
  })

  it('are refused where they cannot fit', () => {
    expect(() => toPixels(two, [5], pad)).toThrow('the model takes 5')
    expect(() => toPixels(two, [2, 2, 2, 2], pad)).toThrow('the model takes 2 × 2 × 2 × 2')
    expect(() => toPixels(two, [2, 2, 7], pad)).not.toThrow()
    expect(() => toPixels(pictures([1, 1, 2], [1, 2]), [1, 1, 3], pad)).toThrow('takes 1 × 1 × 3')
  })
})

describe('guesses', () => {
  const model = (shape: Shape): Model => ({
    name: 'm',
    preprocessing: { ...pad, fit: 'resize' },
    nodes: [{ id: 'x', kind: 'input', name: 'x', attrs: { shape }, inputs: [], weights: {} }],
    outputs: ['x'],
    output: 'x',
    weights: {},
  })
  const mnist = pictures(
    [28, 28, 1],
    Array.from({ length: 784 }, () => 0),
  )

  it.each<[Shape, Preprocessing['fit']]>([
    [[28, 28, 1], 'pad'],
    [[784], 'pad'],
    [[32, 32, 1], 'pad'],
    [[31, 31, 1], 'resize'],
    [[14, 14, 1], 'resize'],
    [[96, 96, 3], 'resize'],
  ])('28 × 28 into %j: %s', (shape, fit) => {
    expect(guessPreprocessing(mnist, model(shape)).fit).toBe(fit)
  })

  it('takes values as they are', () => {
    const { pixels: _, ...rest } = mnist
    const values = { ...rest, values: new Float32Array(784) }
    expect(guessPreprocessing(values, model([784]))).toMatchObject({ pixels: false, scale: 1 })
  })

  it('tells a light ground from a dark one', () => {
    expect(looksInverted(mnist)).toBe(false)
    expect(looksInverted(pictures([3, 3, 1], [255, 255, 255, 255, 0, 255, 255, 255, 200]))).toBe(
      true,
    )
  })
})
