// Which channels stay: by weights until samples were run, then by what they say; budgets never wait.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { setKernel } from '../edits/setKernel'
import { leNet } from '../edits/testModels'
import type { Model } from '../model/model'
import { measureChannels as measure } from '../project/measureChannels'
import { channelJob, measuredChannels, startMeasuring, usedMeasure } from './channels'
import {
  derive,
  designKey,
  editedModel,
  isEdited,
  modelKey,
  settledModel,
  trainedDesign,
} from './derive'
import { commit, openModel, preview, project, withWidth } from './project'
import type { Design } from './project'
import { setSamples } from './samples'
import { accuracyKey } from './testAccuracy'

const asked = vi.fn()
vi.mock('../workers/studio', () => ({
  studio: {
    measureChannels: async (model: Model, datasets: Parameters<typeof measure>[1]) => {
      asked()
      return (await measure(model, datasets)) ?? null
    },
  },
}))

const digits = () => ({ ...generateDigits(60, 3), name: 'digits', part: 'train' as const })
const others = () => ({ ...generateDigits(40, 4), name: 'others', part: 'test' as const })
const design = (): Design => project.getState().design!
const narrow = (width: number) => (one: Design) => withWidth(one, 'conv2d_3', width, 16)
const kernelOf = (model: Model) =>
  model.weights[model.nodes.find(({ id }) => id === 'conv2d_3')?.weights['kernel'] ?? '']?.data

startMeasuring()

describe('channels', () => {
  beforeEach(() => {
    asked.mockClear()
    setSamples([])
    openModel(leNet(), 'lenet.h5', 'arduino-uno')
  })

  it('stay by weights without samples, by elimination with them; the plan is the same', async () => {
    commit('narrow', narrow(5))
    const byWeights = derive(design())
    expect(usedMeasure(design().base, 'auto')).toBe('l1')
    expect(asked).not.toHaveBeenCalled()
    setSamples([digits(), others()])
    expect(derive(design()).model).toBe(byWeights.model)
    const model = await settledModel(design())
    expect(asked).toHaveBeenCalledTimes(1)
    expect(measuredChannels(design().base)?.source).toContain('training part')
    expect(usedMeasure(design().base, 'auto')).toBe('elimination')
    expect(model).toBe(editedModel(design()))
    expect(kernelOf(model)).not.toEqual(kernelOf(byWeights.model))
    const { plan } = derive(design())
    expect([plan.flash, plan.ram, plan.latency]).toEqual([
      byWeights.plan.flash,
      byWeights.plan.ram,
      byWeights.plan.latency,
    ])
  })

  it('are measured once per model and samples, and only when sizes are edited', async () => {
    setSamples([digits(), others()])
    expect(await settledModel(design())).toBe(design().base)
    preview(narrow(9))
    expect(asked).not.toHaveBeenCalled()
    commit('narrow', narrow(9))
    const first = settledModel(design())
    commit('narrow', narrow(4))
    await Promise.all([first, settledModel(design())])
    expect(asked).toHaveBeenCalledTimes(1)
    const kernel = kernelOf(editedModel(design()))
    setSamples([others()])
    expect(usedMeasure(design().base, 'auto')).toBe('l1')
    expect(kernelOf(await settledModel(design()))).not.toEqual(kernel)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('stay by weights when the measuring is stopped', async () => {
    setSamples([digits()])
    commit('narrow', narrow(9))
    const settled = settledModel(design())
    channelJob.store.getState().running?.stop()
    await settled
    expect(usedMeasure(design().base, 'elimination')).toBe('l1')
  })

  it('are part of what is asked of accuracy and build where channels go', () => {
    const [plain, byNorm] = [design(), { ...design(), importance: 'batchNorm' as const }]
    expect(modelKey(byNorm)).toBe(modelKey(plain))
    expect(designKey(byNorm)).toBe(designKey(plain))
    expect(modelKey(narrow(5)(byNorm))).not.toBe(modelKey(narrow(5)(plain)))
    expect(designKey(narrow(5)(byNorm))).not.toBe(designKey(narrow(5)(plain)))
    expect(accuracyKey(plain, 1)).not.toBe(accuracyKey(plain, 2))
  })
})

describe('the trained model', () => {
  it('is the file’s, with the output and preprocessing of now', () => {
    openModel(leNet(), 'lenet.h5', 'arduino-uno')
    const other = { ...design().base.preprocessing, invert: true }
    commit('inverted', (one) => ({ ...one, base: { ...one.base, preprocessing: other } }))
    expect(isEdited(design())).toBe(false)
    commit('kernel', (one) => ({ ...one, base: setKernel(one.base, 'conv2d_1', [3, 3]) }))
    commit('narrow', narrow(5))
    expect(isEdited(design())).toBe(true)
    const trained = trainedDesign(design())
    expect(isEdited(trained)).toBe(false)
    expect(trained.base.nodes).toBe(design().original.nodes)
    expect(trained.base.preprocessing).toBe(other)
    expect(trainedDesign(design()).base).toBe(trained.base)
  })
})
