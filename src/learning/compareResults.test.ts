import { describe, expect, it } from 'vitest'
import { classify, compareResults } from './compareResults'

const quantization = { scale: 1 / 256, zeroPoint: -128 }

describe('classify', () => {
  it('takes the largest output, the first of equals', () => {
    expect([...classify([0, 2, 1, 3, 3, 0], 3, 0.5)]).toEqual([1, 0])
  })
  it('reads a single output as no or yes', () => {
    expect([...classify([0.4, 0.6], 1, 0.5)]).toEqual([0, 1])
  })
})

describe('compareResults', () => {
  const results = {
    float: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4),
    int8: Int8Array.of(100, -100, -100, 100, -20, 20),
    outputs: 2,
    quantization,
  }

  it('counts agreement without labels', () => {
    const accuracy = compareResults(results)
    expect(accuracy.labelled).toBeUndefined()
    expect(accuracy.agreementPercent).toBeCloseTo(66.667, 2)
    expect(accuracy.disagreements).toEqual([2])
  })

  it('counts top-1, classes and confusion with labels', () => {
    const { labelled } = compareResults({ ...results, labels: [0, 0, 1] })
    expect(labelled?.floatTop1Percent).toBeCloseTo(33.333, 2)
    expect(labelled?.int8Top1Percent).toBeCloseTo(66.667, 2)
    expect(labelled?.floatConfusion).toEqual([
      [1, 1],
      [1, 0],
    ])
    expect(labelled?.perClass).toEqual([
      { label: 0, samples: 2, floatPercent: 50, int8Percent: 50 },
      { label: 1, samples: 1, floatPercent: 0, int8Percent: 100 },
    ])
  })

  it('counts a label that is no class as wrong', () => {
    const { labelled } = compareResults({ ...results, labels: [0, 7, 7] })
    expect(labelled?.floatTop1Percent).toBeCloseTo(33.333, 2)
    expect(labelled?.perClass).toHaveLength(1)
  })

  it('compares the threshold of one output in int8 units', () => {
    const accuracy = compareResults({
      float: Float32Array.of(0.51, 0.49),
      int8: Int8Array.of(1, -1),
      outputs: 1,
      quantization,
    })
    expect([...accuracy.int8Classes]).toEqual([1, 0])
    expect(accuracy.classes).toBe(2)
  })
})
