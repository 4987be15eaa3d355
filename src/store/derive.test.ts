// Figures on screen: the plan's, and from a build on those of the kernels that run.

import { describe, expect, it, vi } from 'vitest'
import { withKernels } from '../compile/compile'
import { leNet } from '../edits/testModels'
import { channelNews } from './channels'
import { derive, learnBuild } from './derive'
import { openModel, project, withWidth } from './project'
import type { Design } from './project'
import { samples, setSamples } from './samples'

vi.mock('../workers/studio', () => ({ studio: {} }))

const design = (): Design => project.getState().design!

describe('derive', () => {
  it('shows what a build says of its kernels, for other sizes too, until samples are others', () => {
    setSamples([])
    openModel(leNet(), 'lenet.h5', 'arduino-uno')
    const derived = derive(design())
    const { planned } = derived
    expect(derived.plan).toBe(planned)
    const wide = planned.calls.map(({ kernel }) => ({ kernel: kernel.replace('_quad', '_wide') }))
    const built = withKernels(planned, { steps: wide })
    const { answers } = channelNews.getState()
    learnBuild(design(), derived, built, samples.getState().id)
    expect(channelNews.getState().answers).toBe(answers + 1)
    expect(derive(design()).plan).toBe(built)
    expect(derive(design()).planned).toBe(planned)
    expect(built.latency!.cycles).toBeGreaterThan(planned.latency!.cycles)
    expect(built.otherKernels).toHaveLength(3)
    const narrow = derive(withWidth(design(), 'dense_6', 60, 120))
    expect(narrow.plan.otherKernels).toEqual(built.otherKernels)
    expect(narrow.plan.latency!.cycles).toBeGreaterThan(narrow.planned.latency!.cycles)
    expect(narrow.planned.otherKernels).toBeUndefined()
    setSamples([])
    expect(derive(design()).plan).toBe(planned)
  })
})
