// A network that was made to fit the Uno: its sketch compiles, fits by the linker's figures, and gives
// what the simulation gives.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { arduinoMicro } from '../../src/boards/arduinoMicro'
import { arduinoUno } from '../../src/boards/arduinoUno'
import { plan } from '../../src/compile/compile'
import { defaultOptions } from '../../src/compile/plan'
import { generateDigits } from '../../src/datasets/generatedDigits'
import { fitModel } from '../../src/fit/fitModel'
import { defaultFitOptions } from '../../src/fit/fitOptions'
import { importModel } from '../../src/importers/index'
import { calibrateModel } from '../../src/project/evaluate'
import { keepTestApart } from '../../src/project/keepTestApart'
import { bulkPlan } from '../../src/project/runInt8'
import { adaptToData } from '../../src/project/samples'
import { createEngine } from '../../src/simulate/engine'
import { checkProject } from './testModels'

const lenet = { name: 'lenet5.h5', bytes: new Uint8Array(readFileSync('public/samples/lenet5.h5')) }

test.each([arduinoUno, arduinoMicro])('LeNet-5 is made to fit $name', async (board) => {
  const datasets = keepTestApart([generateDigits(300, 11)])
  const imported = await importModel([lenet], () => undefined)
  const model = adaptToData(imported.model, datasets)
  const request = { model, datasets, board, compile: defaultOptions }
  const options = { ...defaultFitOptions, steps: 100 }
  const { best, candidates } = await fitModel({ ...request, options })
  expect(candidates.every(({ fits }) => fits)).toBe(true)
  const engine = await createEngine()
  const calibrated = await calibrateModel(bulkPlan(best.model), datasets, engine)
  const made = plan(best.model, board)
  const { linked, text } = checkProject({ model: best.model, datasets, engine, calibrated }, made)
  expect(linked.flashBytes, text).toBeLessThanOrEqual(board.flashBytes)
})
