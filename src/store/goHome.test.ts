import { expect, it } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { leNet } from '../edits/testModels'
import { goHome } from './goHome'
import { opening } from './opening'
import { openModel, project } from './project'
import { samples, setSamples } from './samples'
import { session, show } from './session'

it('leaves project, old error and what was being looked at behind', async () => {
  openModel(leNet(), 'lenet.h5', 'arduino-uno')
  show({ finding: true, boardPicker: 'fitting', openBudget: 'ram', selected: 'conv1' })
  await opening.run('Reading x.tflite', '', () => Promise.reject(new Error('no')))
  setSamples([generateDigits(10, 1)])
  goHome()
  expect(samples.getState().datasets).toEqual([])
  expect(project.getState().design).toBeNull()
  expect(opening.store.getState().error).toBeNull()
  expect(session.getState()).toMatchObject({
    finding: false,
    boardPicker: 'closed',
    openBudget: null,
    selected: null,
  })
})

it('stops files on their way: they were for the project that was left', async () => {
  openModel(leNet(), 'lenet.h5', 'arduino-uno')
  let stopped = false
  const run = opening.run('Reading digits.npz', '', async (signal) => {
    await Promise.resolve()
    stopped = signal.aborted
  })
  goHome()
  await run
  expect(stopped).toBe(true)
  expect(opening.store.getState().running).toBeNull()
})
