import { expect, test } from 'vitest'
import { boardEnergyJoules, operationEnergy, sramJoulesPerAccess } from './energy'
import { arduinoUno } from './arduinoUno'

// LeNet-5, 32×32: 416,520 MACs, 61,706 parameters, 8,094 values in seven layers.
const lenet = { macs: 416_520, parameters: 61_706, activations: 8_094, inputWords: 1_024 }

test('LeNet-5 in int8 by hand, DRAM at the lower end of table 3', () => {
  const e = operationEnergy({
    ...lenet,
    bits: 8,
    weightsFromDram: true,
    dramJoulesPerAccess: 1.3e-9,
  })
  expect(e.macJoules).toBeCloseTo(416_520 * 0.23e-12, 15)
  expect(e.sramJoules).toBeCloseTo(12.5e-12 * (61_706 + 2 * 8_094), 15)
  expect(e.dramJoules).toBeCloseTo(162.5e-12 * (61_706 + 1_024), 15)
  const microjoules = [e.macJoules, e.sramJoules, e.dramJoules, e.totalJoules].map((j) =>
    Number((j * 1e6).toPrecision(3)),
  )
  expect(microjoules).toEqual([0.0958, 0.974, 10.2, 11.3])
})

test('LeNet-5 in float32', () => {
  const e = operationEnergy({
    ...lenet,
    bits: 32,
    weightsFromDram: true,
    dramJoulesPerAccess: 1.3e-9,
  })
  const microjoules = [e.macJoules, e.sramJoules, e.dramJoules, e.totalJoules].map((j) =>
    Number((j * 1e6).toPrecision(3)),
  )
  expect(microjoules).toEqual([1.92, 3.89, 40.8, 46.6])
})

test('weights in flash take nothing from DRAM; the middle of table 3 is the default', () => {
  const flash = operationEnergy({ ...lenet, bits: 8, weightsFromDram: false })
  expect(flash.dramJoules).toBe(0)
  expect(flash.totalJoules).toBe(flash.macJoules + flash.sramJoules)
  const dram = operationEnergy({ ...lenet, bits: 8, weightsFromDram: true })
  expect(dram.dramJoules * 1e6).toBeCloseTo(15.29, 2)
})

test('the smallest memory row that holds the working set', () => {
  expect(sramJoulesPerAccess(8_192)).toBe(10e-12)
  expect(sramJoulesPerAccess(8_193)).toBe(20e-12)
  expect(sramJoulesPerAccess(32_768)).toBe(20e-12)
  expect(sramJoulesPerAccess(1e9)).toBe(100e-12)
})

test('one layer is charged at the row of the whole model', () => {
  const layer = { macs: 840, parameters: 850, activations: 10, inputWords: 0, bits: 8 } as const
  const alone = operationEnergy({ ...layer, weightsFromDram: false })
  const within = operationEnergy({ ...layer, weightsFromDram: false, workingSetBytes: 69_800 })
  expect(within.sramJoules / alone.sramJoules).toBeCloseTo(10, 10)
})

test('board energy is power times time', () => {
  expect(boardEnergyJoules(arduinoUno, 0.25)).toBeCloseTo(0.06125, 12)
})
