// The pruning tab's store over real message channels, with the worker's own functions.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Dataset } from '../datasets/dataset'
import { generateDigits } from '../datasets/generatedDigits'
import { leNet } from '../edits/testModels'
import type { Model } from '../model/model'
import { sparseSizes, sumSparseSizes } from '../edits/sparseSize'
import { createPruning } from '../workers/createPruning'
import { createPruneFunctions } from '../workers/pruneFunctions'
import { expose } from '../workers/rpc'
import { openModel, project, shownDesign, undo, commit, withWidth } from './project'
import {
  applyPruning,
  choosePruning,
  dropPruning,
  measurePruning,
  pruning,
  pruningJob,
  pruningKey,
  setPruneChoice,
  sizePruning,
} from './pruning'
import { samples, setSamples } from './samples'

vi.mock('../workers/studio', () => ({ studio: {} }))
vi.mock('../workers/pruning', () => ({
  pruning: createPruning(() => {
    const { port1, port2 } = new MessageChannel()
    expose(createPruneFunctions(), port2)
    return { port: port1, stop: () => (port1.close(), port2.close()) }
  }),
}))

const model: Model = leNet()
const digits: Dataset = { ...generateDigits(30, 3), name: 'digits', part: 'test' }
/** A few calibrate quickly. */
const train: Dataset = { ...generateDigits(20, 4), part: 'train' }
const zerosOf = (one: Model) => sumSparseSizes(sparseSizes(one).values()).zeros

const design = () => project.getState().design!
function table() {
  const { choice, tables } = pruning.getState()
  return tables.get(pruningKey(design(), choice, samples.getState().id))
}

beforeEach(() => {
  openModel(model, 'lenet.h5', 'arduino-mega')
  setSamples([])
})

describe('pruning', () => {
  it('counts at once, without samples', async () => {
    await sizePruning()
    const rows = table()?.rows ?? []
    expect(rows).toHaveLength(12)
    expect(rows.every(({ size, floatPercent }) => size && floatPercent === undefined)).toBe(true)
    const zeros = rows.map(({ size }) => size!.zeros)
    expect(zeros).toEqual(zeros.toSorted((a, b) => a - b))
    setPruneChoice({ by: 'sparsity', sparsity: 0.55, nodes: ['dense_6'] })
    await sizePruning()
    const names = table()!.rows.map(({ step }) => step.name)
    expect(names.slice(5, 8)).toEqual(['50\u00a0%', '55\u00a0%', '60\u00a0%'])
    const last = table()!.rows.at(-1)!.size!
    expect(last.layers.find(({ node }) => node === 'dense_6')!.zeros).toBeGreaterThan(45_000)
    expect(last.layers.find(({ node }) => node === 'dense_7')!.zeros).toBeLessThan(400)
  })

  it('measures float and int8, and finds it again after an undo', async () => {
    setSamples([digits, train])
    setPruneChoice({ by: 'threshold' })
    await measurePruning()
    expect(pruningJob.store.getState().error).toBeNull()
    const measured = table()!
    expect(measured.source).toMatchObject({ name: 'digits', labelled: true })
    for (const { floatPercent, int8Percent } of measured.rows) {
      expect(floatPercent).toBeGreaterThanOrEqual(0)
      expect(int8Percent).toBeGreaterThanOrEqual(0)
    }
    commit('narrower', (now) => withWidth(now, 'conv2d_1', 3, 6))
    expect(table()).toBeUndefined()
    undo()
    expect(table()).toBe(measured)
  }, 60_000)

  it('keeps what was measured before it was stopped', async () => {
    setSamples([digits, train])
    const unsubscribe = pruning.subscribe(() => {
      if (table()?.rows[1]?.floatPercent !== undefined) pruningJob.store.getState().running?.stop()
    })
    await measurePruning()
    unsubscribe()
    const { rows } = table()!
    expect(rows[1]?.floatPercent).toBeDefined()
    expect(rows.at(-1)?.int8Percent).toBeUndefined()
    expect(pruningJob.store.getState()).toMatchObject({ running: null, error: null })
  }, 60_000)

  it('shows a step, and makes it one edit', async () => {
    await sizePruning()
    await choosePruning(8)
    expect(pruning.getState().chosen?.step).toBe(8)
    const shown = shownDesign(project.getState())!
    expect(shown.base).not.toBe(design().base)
    expect(project.getState().past).toHaveLength(0)
    expect(zerosOf(shown.base)).toBe(table()!.rows[8]!.size!.zeros)
    applyPruning()
    expect(design().base).toBe(shown.base)
    expect(project.getState().past.at(-1)?.label).toMatch(/^pruning, level 8, \d+\.\d\s% zeros$/)
    expect(pruning.getState().chosen).toBeNull()
    undo()
    expect(design().base).toBe(model)
  })

  it('lets go of a step, also where something else was edited', async () => {
    await choosePruning(4)
    dropPruning()
    expect(shownDesign(project.getState())).toBe(design())
    await choosePruning(4)
    commit('narrower', (now) => withWidth(now, 'conv2d_1', 3, 6))
    expect(pruning.getState().chosen).toBeNull()
    expect(design().base).toBe(model)
  })
})
