import { describe, expect, it } from 'vitest'
import { boards } from '../../boards'
import { plan } from '../../compile/compile'
import { defaultPreprocessing } from '../../model/model'
import type { Model } from '../../model/model'
import { planEnergy } from './planEnergy'

const model: Model = {
  name: 'one dense layer',
  preprocessing: defaultPreprocessing,
  nodes: [
    { id: 'in', kind: 'input', name: 'in', attrs: { shape: [100] }, inputs: [], weights: {} },
    {
      id: 'out',
      kind: 'dense',
      name: 'out',
      attrs: { units: 10, activation: 'linear' },
      inputs: ['in'],
      weights: { kernel: 'k', bias: 'b' },
    },
  ],
  outputs: ['out'],
  output: 'out',
  weights: {
    k: { shape: [100, 10], data: new Float32Array(1000) },
    b: { shape: [10], data: new Float32Array(10) },
  },
}

describe('planEnergy', () => {
  const made = plan(model, boards[0]!)

  it('agrees with the plan under the plan’s own choices', () => {
    const { total } = planEnergy(made, { bits: 8, weightsFromDram: true })
    expect(total.totalJoules).toBeCloseTo(made.total.energy.totalJoules, 15)
  })

  it('takes nothing from DRAM when weights lie on the chip', () => {
    const { total } = planEnergy(made, { bits: 8, weightsFromDram: false })
    expect(total.dramJoules).toBe(0)
    expect(total.macJoules).toBeCloseTo(1000 * 0.23e-12, 18)
  })

  it('costs float32 four times the DRAM traffic of int8', () => {
    const int8 = planEnergy(made, { bits: 8, weightsFromDram: true }).total
    const float = planEnergy(made, { bits: 32, weightsFromDram: true }).total
    expect(float.dramJoules / int8.dramJoules).toBeCloseTo(4, 9)
    expect(float.macJoules / int8.macJoules).toBeCloseTo(20, 9)
  })
})
