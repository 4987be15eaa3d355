// The search's states with a thread whose news the test tells itself.

import { beforeEach, describe, expect, it } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { leNet } from '../edits/testModels'
import { scaleWidths } from '../edits/scaleWidths'
import type { FitCandidate, FitNews, FitResult } from '../fit/fitOptions'
import { UserError } from '../lib/diagnostics'
import type { FitInput } from '../workers/createFitting'
import { createClock, percentOf } from './fitRun'
import { createFittingStore } from './fitting'
import type { KeptFitting } from './fitting'
import { closeModel, commit, openModel, project, shownDesign, undo, withModel } from './project'
import { samples, setSamples } from './samples'
import { training } from './training'

const model = leNet()
const half = scaleWidths(model, 0.5)
const third = scaleWidths(model, 0.3)
const digits = { ...generateDigits(100, 3), name: 'digits' }

interface Call {
  readonly input: FitInput
  readonly tell: (news: FitNews) => void
  readonly answer: (result: FitResult) => void
  readonly refuse: (error: unknown) => void
  readonly signal: AbortSignal
  readonly finish: AbortSignal
}

const calls: Call[] = []
const writes: [string, KeptFitting][] = []
let timed = 0
const fitting = createFittingStore(
  {
    fit: (input, signal, tell, finish) =>
      new Promise((answer, refuse) => {
        signal.addEventListener('abort', () => refuse(signal.reason))
        calls.push({ input, tell, answer, refuse, signal, finish: finish! })
      }),
    timeStep: async () => (timed++, 12),
  },
  async (id, kept) => void writes.push([id, kept]),
)
const run = () => fitting.store.getState().run
const settled = () => new Promise((resolve) => setTimeout(resolve))
const labels = () => project.getState().past.map(({ label }) => label)

const candidate = (id: number, percent: number, pareto = true): FitCandidate => ({
  id,
  label: `candidate ${id}`,
  change: { edits: [], widths: {} },
  cost: { flashBytes: 20_000 * id, ramBytes: 1500, parameters: 1, macs: 1 },
  fits: true,
  steps: 10,
  validationPercent: percent,
  pareto,
})
const candidates = [candidate(1, 92), candidate(2, 95)]
const result: FitResult = {
  candidates,
  sensitivity: [],
  best: { id: 2, model: half },
  models: new Map([
    [1, third],
    [2, half],
  ]),
  by: 'accuracy',
  ended: 'steps',
}

async function begin(): Promise<Call> {
  void fitting.start()
  await settled()
  const call = calls.at(-1)!
  call.tell({
    kind: 'progress',
    progress: { phase: 'sensitivity', steps: 10, ofSteps: 100, what: 'conv1 with 3 of 6' },
  })
  call.tell({
    kind: 'candidates',
    candidates: candidates.slice(0, 1),
    best: { id: 1, model: third },
  })
  return call
}

describe('fitting', () => {
  beforeEach(() => {
    closeModel()
    openModel(model, 'lenet.h5', 'arduino-uno')
    setSamples([digits])
    calls.length = writes.length = timed = 0
  })

  it('asks for what the board leaves, with a test part set apart before', async () => {
    fitting.change({ structure: false, steps: 300, budgets: { ramBytes: 1800 } })
    const { input } = await begin()
    expect(input.board.id).toBe('arduino-uno')
    expect(input.options).toMatchObject({ structure: false, steps: 300, seed: 1 })
    expect(input.options.budgets).toEqual({ ramBytes: 1800 })
    expect(input.model).toBe(project.getState().design?.base)
    expect(input.teacher).toBeUndefined()
    const parts = input.datasets.map(({ part, count }) => [part, count])
    expect(parts).toEqual([
      ['train', 80],
      ['test', 20],
    ])
    expect(samples.getState().datasets).toBe(input.datasets)
  })

  it('learns from the opened model where it was shrunk before', async () => {
    commit('half', (design) => withModel(design, half))
    const { input } = await begin()
    expect(input.model).toBe(half)
    expect(input.teacher?.nodes).toEqual(model.nodes)
  })

  it('leaves samples without labels whole', async () => {
    const { labels: _, ...unlabelled } = digits
    setSamples([unlabelled])
    const { input } = await begin()
    expect(input.datasets).toEqual([unlabelled])
    expect(run()?.labelled).toBe(false)
  })

  it('is followed, kept on the way, and ends with the Pareto list', async () => {
    const call = await begin()
    expect(fitting.job.store.getState().running?.share).toBeCloseTo(0.1)
    expect(run()).toMatchObject({ phase: 'running', bestId: 1 })
    expect(run()?.progress?.what).toBe('conv1 with 3 of 6')
    await settled()
    expect(writes.at(-1)?.[1].run?.models.get(1)).toBe(third)
    call.answer(result)
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'steps', bestId: 2 })
    expect(run()?.candidates.map(percentOf)).toEqual([92, 95])
    expect([...run()!.models.keys()]).toEqual([1, 2])
  })

  it('asked to stop ends with what the thread has, asked again at once', async () => {
    const call = await begin()
    fitting.stop()
    expect(run()?.phase).toBe('finishing')
    expect(call.finish.aborted).toBe(true)
    expect(call.signal.aborted).toBe(false)
    call.answer({ ...result, ended: 'stopped' })
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'stopped', bestId: 2 })

    const again = await begin()
    fitting.stop()
    fitting.stop()
    await settled()
    expect(again.signal.aborted).toBe(true)
    expect(run()).toMatchObject({ phase: 'ended', ended: 'stopped', bestId: 1 })
    expect(run()?.models.get(1)).toBe(third)
  })

  it('stopped before there is anything leaves nothing', async () => {
    void fitting.start()
    await settled()
    fitting.stop()
    expect(run()).toBeNull()
    expect(fitting.job.store.getState().running).toBeNull()
  })

  it('keeps the best so far where the thread fails', async () => {
    const call = await begin()
    call.refuse(new UserError({ severity: 'error', code: 'x/y', message: 'No memory.' }))
    await settled()
    expect(run()).toMatchObject({ phase: 'ended', ended: 'failed', bestId: 1 })
    expect(fitting.job.store.getState().error?.[0]?.message).toBe('No memory.')
  })

  it('shows a candidate, and makes it one edit', async () => {
    const call = await begin()
    call.answer(result)
    await settled()
    fitting.choose(1)
    expect(fitting.store.getState().chosen).toBe(1)
    expect(shownDesign(project.getState())?.base.nodes).toEqual(third.nodes)
    expect(labels()).toEqual([])
    fitting.drop()
    expect(shownDesign(project.getState())?.base).toBe(model)
    fitting.choose(1)
    fitting.apply(2)
    expect(labels()).toEqual(['fitted to the Arduino Uno'])
    expect(project.getState().design?.base.nodes).toEqual(half.nodes)
    expect(fitting.store.getState().chosen).toBeNull()
    expect(training.store.getState().learned).toEqual([{ name: 'digits', count: 100, cut: true }])
    undo()
    expect(project.getState().design?.base).toBe(model)
    // What was found stays, so that another candidate can be taken.
    expect(run()?.candidates).toHaveLength(2)
  })

  it('comes back interrupted after the tab was killed', async () => {
    await begin()
    await settled()
    const [, kept] = structuredClone(writes.at(-1)!)
    closeModel()
    expect(run()).toBeNull()
    openModel(model, 'lenet.h5', 'arduino-uno')
    fitting.restore(kept)
    expect(run()).toMatchObject({ phase: 'ended', ended: 'interrupted', bestId: 1 })
    fitting.apply(1)
    expect(project.getState().design?.base.nodes).toEqual(third.nodes)
    fitting.restore({ options: 3 })
    fitting.restore(undefined)
    expect(run()?.bestId).toBe(1)
  })

  it('times a step once per model, and not while it searches', async () => {
    await fitting.time()
    await fitting.time()
    expect(timed).toBe(1)
    expect([...fitting.store.getState().msPerStep.values()]).toEqual([12])
    commit('half', (design) => withModel(design, half))
    await begin()
    await fitting.time()
    expect(timed).toBe(1)
  })
})

it('the clock says what is left, phase by phase', () => {
  let now = 0
  const clock = createClock(() => now)
  const at = (phase: 'sensitivity' | 'fine-tuning', steps: number) =>
    clock.left({ phase, steps, ofSteps: 1000, what: '' })
  expect(at('sensitivity', 0)).toBeUndefined()
  now = 1000
  expect(at('sensitivity', 10)).toBe(100 * 990)
  now = 2000
  expect(at('fine-tuning', 10)).toBe(100 * 990)
  now = 3000
  expect(at('fine-tuning', 110)).toBe(10 * 890)
})
