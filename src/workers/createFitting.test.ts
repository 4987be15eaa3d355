// A search over a real message channel: what crosses, how it is told to finish.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { fitModel } from '../fit/fitModel'
import type { FitNews } from '../fit/fitOptions'
import { smallRequest } from '../fit/testFits'
import { createFitting } from './createFitting'
import { createFitFunctions } from './fitFunctions'
import { expose } from './rpc'

/** Whole searches: seconds where nothing else runs. */
vi.setConfig({ testTimeout: 120_000 })

const ports: MessagePort[] = []

function openFitting() {
  return createFitting(() => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    expose(createFitFunctions(), port2)
    return { port: port1, stop: () => (port1.close(), port2.close()) }
  })
}

afterEach(() => ports.splice(0).forEach((port) => port.close()))

const never = new AbortController().signal
const budgets = { flashBytes: 11_500 }

describe('createFitting', () => {
  it('gives what the search gives, and tells its news', async () => {
    const request = smallRequest({ budgets, steps: 40 })
    const news: FitNews[] = []
    const result = await openFitting().fit(request, never, (one) => news.push(one))
    const direct = await fitModel(request)
    expect(result.candidates).toEqual(direct.candidates)
    expect(Object.keys(result.best.model.weights)).toEqual(Object.keys(direct.best.model.weights))
    expect([...result.models.keys()]).toEqual([...direct.models.keys()])
    expect(new Set(news.map(({ kind }) => kind))).toEqual(
      new Set(['progress', 'sensitivity', 'candidates']),
    )
  })

  it('finishes with the best so far, and can be asked again', async () => {
    const fitting = openFitting()
    const request = smallRequest({ budgets, steps: 100_000 })
    const trained: number[] = []
    const enough = new AbortController()
    const onNews = (news: FitNews) => {
      if (news.kind !== 'progress' || news.progress.phase !== 'fine-tuning') return
      trained.push(news.progress.steps)
      enough.abort()
    }
    const result = await fitting.fit(request, never, onNews, enough.signal)
    expect(trained.length).toBeGreaterThan(0)
    expect(result.ended).toBe('stopped')
    expect(result.candidates.every(({ fits }) => fits)).toBe(true)
    const again = await fitting.fit(smallRequest({ budgets, steps: 1 }), never, () => undefined)
    expect(again.ended).toBe('steps')
  })

  it('rejects when aborted', async () => {
    const controller = new AbortController()
    const request = smallRequest({ budgets, steps: 100_000 })
    const onNews = () => controller.abort(new Error('enough'))
    await expect(openFitting().fit(request, controller.signal, onNews)).rejects.toThrow('enough')
  })
})
