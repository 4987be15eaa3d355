// Suggestions as the page has them: asked for once the hand rests, dropped when outdated, one edit.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { boardById } from '../boards/index'
import { branches, leNet } from '../edits/testModels'
import { suggestSizes } from '../fit/suggestSizes'
import type { SuggestRequest } from '../workers/suggestFunctions'
import { derive } from './derive'
import { commit, openModel, preview, project, undo, withWidth } from './project'
import type { Design } from './project'
import { scaleOf, widthGroups, withScale } from './scaleDesign'
import { setSamples } from './samples'
import {
  describeChange,
  needsSuggestion,
  startSuggesting,
  suggestJob,
  suggestionKey,
  takeSuggestion,
  withSuggestion,
} from './suggestions'
import { knownTry, tryChange, tryCommit, tryPreview } from './tryChange'

vi.mock('../workers/studio', () => ({ studio: {} }))
const asked = vi.fn()
vi.mock('../workers/suggester', () => ({
  suggest: async ({ boardId, ...request }: Omit<SuggestRequest, 'scores'>) => {
    asked()
    await Promise.resolve()
    return suggestSizes({ ...request, scores: {}, board: boardById(boardId)! })
  },
}))

const design = (): Design => project.getState().design!
const answer = () => vi.waitUntil(() => suggestJob.store.getState().result?.value, 30_000)
const narrow = (width: number) => (one: Design) => withWidth(one, 'dense_6', width, 120)

startSuggesting()

describe('suggestions', () => {
  beforeEach(() => {
    setSamples([])
    suggestJob.clear()
    asked.mockClear()
    openModel(leNet(), 'lenet.h5', 'arduino-uno')
  })

  it('come for a design that does not fit, and make it fit as one edit', async () => {
    expect(needsSuggestion(design())).toBe(true)
    const { best } = await answer()
    expect(suggestJob.store.getState().result?.key).toBe(suggestionKey(design()))
    const before = design()
    takeSuggestion(best!)
    expect(needsSuggestion(design())).toBe(false)
    const { flash, ram } = derive(design()).plan
    expect([flash.bytes, ram.bytes]).toEqual([best!.flashBytes, best!.ramBytes])
    expect(project.getState().past.at(-1)?.label).toMatch(/^what fits: .* → \d+ (units|filters)/)
    undo()
    expect(design()).toBe(before)
  })

  it('are not asked for while a slider moves, and once for the last of quick edits', async () => {
    await answer()
    asked.mockClear()
    preview(narrow(110))
    commit('a', narrow(110))
    commit('b', narrow(108))
    await vi.waitUntil(
      () => suggestJob.store.getState().result?.key === suggestionKey(design()),
      30_000,
    )
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('say in words what they change', () => {
    const words = (change: Parameters<typeof describeChange>[1]) => describeChange(design(), change)
    expect(words({ kind: 'width', node: 'dense_6', from: 120, to: 45 })).toBe(
      'dense_6 120 → 45 units',
    )
    expect(words({ kind: 'width', node: 'conv2d_1', from: 6, to: 2 })).toBe(
      'conv2d_1 6 → 2 filters',
    )
    const coupled = { ...design(), base: branches() }
    expect(describeChange(coupled, { kind: 'width', node: 'conv2d_1', from: 4, to: 3 })).toBe(
      'conv2d_1, conv2d_3 4 → 3 filters',
    )
    expect(words({ kind: 'scale', factor: 0.62 })).toBe('whole network × 0.62')
    const half = withScale(design(), 50)
    expect(describeChange(half, { kind: 'scale', factor: 0.5 })).toBe('whole network × 0.25')
    const args = { node: 'flatten_5' }
    const pool = { kind: 'edit', edit: 'poolInsteadOfFlatten', args, ...args } as const
    expect(words(pool)).toBe('Global pooling instead of flatten_5')
    const pooled = withSuggestion(design(), {
      changes: [pool],
      widths: { dense_6: 100 },
      options: { ...design().options, softmax: false },
      flashBytes: 0,
      ramBytes: 0,
      mends: [],
      loss: 0,
    })
    expect(pooled.base.untrained).toEqual(['dense_6'])
    expect(pooled.widths).toEqual({ dense_6: 100 })
    expect(pooled.options.softmax).toBe(false)
  })
})

describe('width multipliers', () => {
  beforeEach(() => openModel(leNet(), 'lenet.h5', 'arduino-mega'))

  it('narrow every layer that can be, and go back to what was trained', () => {
    expect(widthGroups(design().base).map(({ width }) => width)).toEqual([6, 16, 120, 84])
    const half = withScale(narrow(119)(design()), 50)
    expect(half.widths).toEqual({ conv2d_1: 3, conv2d_3: 8, dense_6: 60, dense_7: 42 })
    expect(scaleOf(half)).toBe(50)
    expect(withScale(half, 50)).toBe(half)
    expect(withScale(half, 1).widths).toMatchObject({ conv2d_1: 1, dense_7: 1 })
    expect(withScale(half, 100).widths).toEqual({})
    expect(scaleOf(design())).toBe(100)
  })
})

describe('edits that may not be', () => {
  beforeEach(() => openModel(leNet(), 'lenet.h5', 'arduino-mega'))
  const impossible = (one: Design) => withWidth(one, 'dense_6', -3, 120)

  it('leave everything as it was and say why', () => {
    expect(tryPreview(narrow(50))).toBeUndefined()
    const shown = project.getState().preview
    expect(tryPreview(impossible)?.message).toContain('-3 channels')
    expect(project.getState().preview).toBe(shown)
    expect(tryCommit('wrong', impossible)?.code).toBe('edit/width')
    expect(project.getState()).toMatchObject({ preview: null, past: [] })
    expect(tryCommit('right', narrow(50))).toBeUndefined()
    expect(design().widths).toEqual({ dense_6: 50 })
  })

  it('are tried once per design, and faults of ours are not hidden', () => {
    const change = vi.fn(narrow(40))
    expect(knownTry(design(), 'a')).toBeUndefined()
    const tried = tryChange(design(), 'a', change)
    expect(tryChange(design(), 'a', change)).toBe(tried)
    expect(change).toHaveBeenCalledTimes(1)
    expect(tryChange(design(), 'b', impossible).problem?.code).toBe('edit/width')
    expect(() =>
      tryChange(design(), 'c', () => {
        throw new Error('bug')
      }),
    ).toThrow('bug')
  })
})
