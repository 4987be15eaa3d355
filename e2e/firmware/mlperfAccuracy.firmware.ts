// The networks of mlperf.firmware.ts in bulk: float is what others measured on the same samples, int8
// stays near, and nothing that calibrates is measured. (The LeNets on 10,000 digits take longer: they
// are in docs/mlperf-tiny.md.)

import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../src/datasets/dataset'
import { hasData } from '../../src/lib/testData'
import { createEngine } from '../../src/simulate/engine'
import { measureCheck } from '../mlperf/measureCheck'
import { networks } from '../mlperf/networks'

/** References are rounded to one decimal of a percent, errors to three. */
const rounding = { 'top-1': 0.05, error: 0.0005 } as const
const mostPointsLost = 1
const mostError = 1.02

/** Samples as text, to be compared. */
function samplesOf({ pixels, values, count }: Dataset): string[] {
  const all = pixels ?? values ?? []
  const size = all.length / count
  return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size).join())
}

const quick = networks.filter(({ name }) => !name.startsWith('LeNet'))

describe.runIf(hasData)('accuracy', () => {
  test.each(quick.map((network) => [network.name, network] as const))('%s', async (_, network) => {
    const { model, checks } = await network.open()
    const engine = await createEngine()
    for (const check of checks) {
      const { float, int8, samples } = await measureCheck(model, check, engine)
      const { by, folds, reference } = check
      for (const { calibration, measured } of folds) {
        const calibrated = new Set(samplesOf(calibration))
        expect(samplesOf(measured).filter((sample) => calibrated.has(sample))).toEqual([])
      }
      expect(samples).toBe(folds.reduce((sum, { measured }) => sum + measured.count, 0))
      if (reference) expect(Math.abs(float - reference.float)).toBeLessThanOrEqual(rounding[by])
      if (by === 'top-1') expect(int8).toBeGreaterThanOrEqual(float - mostPointsLost)
      else expect(int8).toBeLessThanOrEqual(float * mostError)
    }
  })
})
