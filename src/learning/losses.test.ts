import { describe, expect, it } from 'vitest'
import { lossOf } from './losses'

const values = Float32Array.of(1, 0, -1, 0.5, 0.2, 0.1)
const labels = [0, 1]
const outputs = 3
const teach = (logits: number[], weight: number) => ({
  values: Float32Array.from(logits),
  temperature: 2,
  weight,
})

describe('lossOf', () => {
  it('has the gradient of the mean loss', () => {
    const teacher = teach([2, 1, 0, 0, 3, 1], 0.5)
    const { gradient } = lossOf('softmax', values, outputs, { labels, teacher })
    const step = 1e-2
    gradient.forEach((slope, i) => {
      const at = (by: number) => {
        const moved = values.slice()
        moved[i] = moved[i]! + by
        return lossOf('softmax', moved, outputs, { labels, teacher }).loss / labels.length
      }
      expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(slope, 3)
    })
  })

  it('listens to the teacher alone where there are no labels', () => {
    const right = lossOf('softmax', values, outputs, { teacher: teach([...values], 0.3) })
    expect(right.gradient.every((slope) => Math.abs(slope) < 1e-6)).toBe(true)
  })

  it('leaves a sample to its label where the teacher is wrong', () => {
    const alone = lossOf('softmax', values, outputs, { labels })
    const wrong = teach([0, 9, 0, 0, 0, 9], 0.9)
    expect(lossOf('softmax', values, outputs, { labels, teacher: wrong })).toEqual(alone)
    const half = lossOf('softmax', values, outputs, {
      labels,
      teacher: teach([9, 0, 0, 0, 0, 9], 0.9),
    })
    expect(half.gradient.subarray(3)).toEqual(alone.gradient.subarray(3))
    expect(half.gradient.subarray(0, 3)).not.toEqual(alone.gradient.subarray(0, 3))
  })

  it('counts right answers by the network', () => {
    expect(lossOf('softmax', values, outputs, { labels }).correct).toBe(1)
    expect(lossOf('sigmoid', Float32Array.of(0.1, -0.1), 1, { labels: [1, 1] }).correct).toBe(1)
  })
})
