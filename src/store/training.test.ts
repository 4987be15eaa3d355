// The training's states with a thread whose news the test tells itself.

import { beforeEach, describe, expect, it } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { UserError } from '../lib/diagnostics'
import { defaultPreprocessing } from '../model/model'
import type { Model } from '../model/model'
import type { TrainInput } from '../workers/createTraining'
import type { TrainAnswer, TrainNews } from '../workers/trainFunctions'
import { closeModel, openModel, project, redo, undo, withModel, commit } from './project'
import { samples, setSamples } from './samples'
import { createTrainingStore } from './training'
import type { KeptTraining } from './training'

/** Its weight is the only thing that tells one from another. */
function modelOf(weight: number): Model {
  const node = { id: 'in', kind: 'input', name: 'in', attrs: { shape: [28, 28, 1] }, inputs: [] }
  return {
    name: 'digits',
    preprocessing: defaultPreprocessing,
    nodes: [{ ...node, weights: { kernel: `w${weight}` } }],
    outputs: ['in'],
    output: 'in',
    weights: { [`w${weight}`]: { shape: [1], data: Float32Array.of(weight) } },
  }
}

interface Call {
  readonly input: TrainInput
  readonly tell: (news: TrainNews) => void
  readonly answer: (answer: Pick<TrainAnswer, 'ended' | 'bestEpoch'>) => void
  readonly refuse: (error: unknown) => void
  readonly signal: AbortSignal
  readonly finish: AbortSignal
}

const calls: Call[] = []
const writes: [string, KeptTraining][] = []
const thread: Parameters<typeof createTrainingStore>[0] = {
  train: (input, signal, tell, finish) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      calls.push({
        ...{ input, tell, signal, finish: finish!, refuse: reject },
        answer: (answer) => resolve(answer as TrainAnswer),
      })
    }),
}
const training = createTrainingStore(thread, async (id, kept) => void writes.push([id, kept]), 0)
const run = () => training.store.getState().run
const settled = () => new Promise((resolve) => setTimeout(resolve))

const epochNews = (epoch: number, percent: number, model?: Model): TrainNews => ({
  kind: 'epoch',
  epoch: { epoch, validationLoss: 1 / percent, validationAccuracyPercent: percent },
  ...(model ? { model } : {}),
})
const stepNews = (step: number, steps: number, epochs: number): TrainNews => ({
  kind: 'step',
  step: { step, steps, epoch: 1, epochs, loss: 1, accuracyPercent: 50, learningRate: 0.1 },
  msLeft: 1000,
})

/** Two epochs of five are done, the second was the better. */
async function trainTwoEpochs(): Promise<Call> {
  training.start()
  await settled()
  const call = calls.at(-1)!
  call.tell({ kind: 'backend', name: 'wasm', trials: [{ name: 'wasm', msPerStep: 9 }] })
  call.tell(epochNews(0, 90, modelOf(1)))
  call.tell(stepNews(10, 50, 5))
  call.tell(epochNews(1, 88))
  call.tell(epochNews(2, 95, modelOf(2)))
  return call
}

describe('training', () => {
  beforeEach(() => {
    calls.length = 0
    closeModel()
    openModel(modelOf(1), 'digits.h5', 'arduino-uno')
    setSamples([generateDigits(100, 1)])
    training.store.setState({ settings: training.store.getInitialState().settings })
    writes.length = 0
  })

  it('keeps a test part apart before it starts', async () => {
    await trainTwoEpochs()
    const { datasets } = samples.getState()
    expect(datasets.map(({ part }) => part)).toEqual(['train', 'test'])
    expect(datasets.reduce((sum, { count }) => sum + count, 0)).toBe(100)
    expect(calls[0]!.input.datasets).toBe(datasets)
  })

  it('follows the news, and what is best so far is written at every epoch', async () => {
    const call = await trainTwoEpochs()
    expect(run()).toMatchObject({ phase: 'running', backend: { name: 'wasm' }, share: 0.2 })
    expect(run()!.best).toMatchObject({ epoch: 2, model: modelOf(2) })
    expect(run()!.curve).toHaveLength(1)
    await settled()
    expect(writes.at(-1)![0]).toBe(project.getState().id)
    expect(writes.at(-1)![1].run!.best!.model).toEqual(modelOf(2))
    call.answer({ ended: 'epochs', bestEpoch: 2 })
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'epochs', share: 1 })
    expect(training.job.store.getState().running).toBeNull()
  })

  it('makes the best model a version that is undone and redone', async () => {
    const call = await trainTwoEpochs()
    training.keep()
    expect(project.getState().past).toHaveLength(0)
    call.answer({ ended: 'epochs', bestEpoch: 2 })
    await settled()
    training.keep()
    const label = project.getState().past.map((change) => change.label)
    expect(label).toEqual(['fine-tuned, 2 epochs'])
    expect(project.getState().design!.base.weights).toEqual(modelOf(2).weights)
    undo()
    expect(project.getState().design!.base.weights).toEqual(modelOf(1).weights)
    redo()
    expect(project.getState().design!.base.weights).toEqual(modelOf(2).weights)
    expect(run()!.phase).toBe('kept')
  })

  it('keeping takes the place of later edits, and undo brings them back', async () => {
    const call = await trainTwoEpochs()
    commit('edit', (design) => withModel(design, modelOf(7)))
    call.answer({ ended: 'epochs', bestEpoch: 2 })
    await settled()
    training.keep()
    expect(project.getState().design!.base.weights).toEqual(modelOf(2).weights)
    undo()
    expect(project.getState().design!.base.weights).toEqual(modelOf(7).weights)
  })

  it('stops after the step under way; before the first at once', async () => {
    const call = await trainTwoEpochs()
    training.stop()
    expect(call.finish.aborted).toBe(true)
    expect(run()!.phase).toBe('finishing')
    call.tell(epochNews(3, 96, modelOf(3)))
    call.answer({ ended: 'stopped', bestEpoch: 3 })
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'stopped', best: { epoch: 3 } })
    training.start()
    await settled()
    training.stop()
    expect(calls.at(-1)!.signal.aborted).toBe(true)
    expect(run()).toBeNull()
  })

  it('a second stop ends it at once with the best so far', async () => {
    const call = await trainTwoEpochs()
    training.stop()
    training.stop()
    expect(call.signal.aborted).toBe(true)
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'stopped', best: { epoch: 2 } })
  })

  it('is interrupted with its tab, and goes on from the best', async () => {
    await trainTwoEpochs()
    await settled()
    const [, kept] = structuredClone(writes.at(-1)!)
    training.discard()
    training.restore(kept)
    expect(run()).toMatchObject({ phase: 'ended', ended: 'interrupted', best: { epoch: 2 } })
    training.goOn()
    await settled()
    const { input, tell, answer } = calls.at(-1)!
    expect(input.model).toEqual(modelOf(2))
    expect(input.options).toMatchObject({ start: 'weights', epochs: 3 })
    const whole = training.store.getState().settings.learningRate
    expect(input.options.learningRate).toBeGreaterThan(whole / 2)
    expect(input.options.learningRate).toBeLessThan(whole)
    expect(input.backend).toBe('wasm')
    tell(epochNews(0, 95, modelOf(2)))
    tell(epochNews(1, 94))
    answer({ ended: 'patience', bestEpoch: 0 })
    await settled()
    expect(run()!.epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3])
    expect(run()).toMatchObject({ ended: 'patience', best: { epoch: 2 } })
  })

  it('what was kept and written is not offered again', async () => {
    const call = await trainTwoEpochs()
    call.answer({ ended: 'epochs', bestEpoch: 2 })
    await settled()
    training.keep()
    await settled()
    const [, kept] = structuredClone(writes.at(-1)!)
    training.restore(kept)
    expect(run()).toBeNull()
    undo()
    project.setState({ future: [] })
    training.restore(kept)
    expect(run()).toMatchObject({ phase: 'ended', best: { epoch: 2 } })
  })

  it('a trouble is said, and what was learned before it stays', async () => {
    training.start()
    await settled()
    const trouble = { severity: 'error', code: 'train/diverged', message: 'no number' } as const
    calls.at(-1)!.refuse(new UserError(trouble))
    await settled()
    expect(training.job.store.getState().error).toEqual([trouble])
    expect(run()).toBeNull()
    const call = await trainTwoEpochs()
    call.refuse(new UserError(trouble))
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'failed', best: { epoch: 2 } })
  })

  it('ends with its project', async () => {
    const call = await trainTwoEpochs()
    openModel(modelOf(5), 'other.h5', 'arduino-uno')
    expect(call.signal.aborted).toBe(true)
    expect(run()).toBeNull()
  })

  it('remembers what it learned from: dropped again it is cut as before', async () => {
    const digits = generateDigits(100, 1)
    expect(training.testable([digits])).toEqual([digits])
    const call = await trainTwoEpochs()
    call.answer({ ended: 'epochs', bestEpoch: 2 })
    await settled()
    training.keep()
    expect(training.testable([digits])).toEqual(samples.getState().datasets)
    const other = generateDigits(50, 1)
    expect(training.testable([other])).toEqual([other])
  })

  it('refuses to test with a training part that was learned whole', async () => {
    const train = { ...generateDigits(100, 1), name: 'x_train', part: 'train' as const }
    const test = { ...generateDigits(20, 2), name: 'x_test', part: 'test' as const }
    setSamples([train, test])
    const call = await trainTwoEpochs()
    expect(samples.getState().datasets).toEqual([train, test])
    call.answer({ ended: 'epochs', bestEpoch: 2 })
    await settled()
    training.keep()
    expect(training.testable([train, test])).toEqual([train, test])
    expect(() => training.testable([train])).toThrow(/x_train/)
  })

  it('compares with the model that was opened, where it is another', async () => {
    await trainTwoEpochs()
    expect(calls[0]!.input.reference).toBeUndefined()
    training.discard()
    commit('edit', (design) => withModel(design, modelOf(7)))
    await trainTwoEpochs()
    expect(calls[1]!.input.reference).toEqual(modelOf(1))
    training.discard()
  })

  it('says when the browser keeps nothing', async () => {
    const full = createTrainingStore(thread, () => Promise.reject(new Error('full')))
    full.change({ epochs: 3 })
    await settled()
    expect(full.store.getState()).toMatchObject({ notKept: true, settings: { epochs: 3 } })
  })
})
