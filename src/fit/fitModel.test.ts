import { describe, expect, it, vi } from 'vitest'
import { arduinoMega } from '../boards/arduinoMega'
import { esp32 } from '../boards/esp32'
import { plan } from '../compile/compile'
import { editById } from '../edits/index'
import { leNet } from '../edits/testModels'
import { costOf, excessOf, limitsOf } from './costs'
import { fitModel } from './fitModel'
import type { FitBudgets, FitNews, FitResult } from './fitOptions'
import { quarters, shapeOf, smallRequest } from './testFits'

/** Whole searches: seconds where nothing else runs. */
vi.setConfig({ testTimeout: 120_000 })

// Below what the model costs, whatever kernels weigh at the time.
const whole = costOf(smallRequest({}).model, smallRequest({}))
const tight: FitBudgets = { flashBytes: whole.flashBytes - 2750 }

function best({ candidates, best: { id } }: FitResult) {
  const found = candidates.find((one) => one.id === id)
  if (!found) throw new Error(`no candidate ${id}`)
  return found
}

describe('fitModel', () => {
  it.each<[string, FitBudgets]>([
    ['flash', tight],
    ['RAM', { ramBytes: whole.ramBytes - 60 }],
    ['latency', { latencySeconds: 0.009 }],
    [
      'all',
      {
        flashBytes: whole.flashBytes - 2250,
        ramBytes: whole.ramBytes - 40,
        latencySeconds: 0.01,
      },
    ],
  ])('keeps within budgets: %s', async (_, budgets) => {
    const request = smallRequest({ budgets, steps: 20 })
    const limits = limitsOf(request.board, budgets)
    expect(excessOf(costOf(request.model, request), limits)).toBeGreaterThan(0)
    const result = await fitModel(request)
    expect(result.candidates.length).toBeGreaterThan(1)
    for (const { fits, cost } of result.candidates) {
      expect(fits).toBe(true)
      expect(excessOf(cost, limits)).toBe(0)
    }
    for (const [id, model] of result.models)
      expect(costOf(model, request)).toEqual(result.candidates[id - 1]?.cost)
  })

  it('learns, tells what it does, and gives what it told', async () => {
    const news: FitNews[] = []
    const request = smallRequest({ budgets: tight, steps: 300 })
    const result = await fitModel(request, { onNews: (one) => news.push(one) })
    expect(result).toMatchObject({ by: 'accuracy', ended: 'steps' })
    expect(best(result).validationPercent).toBeGreaterThan(90)
    expect(best(result).steps).toBeGreaterThan(100)
    expect(result.models.get(result.best.id)).toBe(result.best.model)
    const parts = result.trained?.parts
    expect([parts?.train.length, parts?.validation.length, parts?.test.length]).toEqual([
      168, 24, 48,
    ])
    const progress = news.flatMap((one) => (one.kind === 'progress' ? [one.progress] : []))
    const phases = [...new Set(progress.map(({ phase }) => phase))]
    expect(phases).toEqual(['sensitivity', 'candidates', 'fine-tuning', 'last training'])
    progress.forEach(({ steps }, i) =>
      expect(steps).toBeGreaterThanOrEqual(progress[i - 1]?.steps ?? 0),
    )
    expect(progress.at(-1)?.steps).toBeGreaterThan(280)
    const told = news.flatMap((one) => (one.kind === 'candidates' && one.best ? [one.best] : []))
    expect(told.at(-1)).toEqual(result.best)
    expect(result.sensitivity.map(({ points }) => points.map(({ share }) => share))).toEqual([
      [1, 5 / 6, 0.5, 1 / 3, 1 / 6],
      [1, 0.8, 0.5, 0.3, 0.1],
      [1, 0.75, 0.5, 0.25, 0.125],
    ])
  })

  it('gives the same for the same seed, and a change that can be repeated', async () => {
    const request = smallRequest({ budgets: tight, steps: 120, structure: true })
    const [a, b] = [await fitModel(request), await fitModel(request)]
    expect(b.candidates).toEqual(a.candidates)
    expect(Object.keys(b.best.model.weights)).toEqual(Object.keys(a.best.model.weights))
    const labels = a.candidates.map(({ label }) => label)
    expect(labels).toContain('pooling instead of Flatten')
    for (const [id, model] of a.models) {
      const { edits, widths } = a.candidates[id - 1]!.change
      const all = [...edits, { id: 'applyWidths', args: { widths } }]
      const repeated = all.reduce(
        (made, one) => editById(one.id)!.apply(made, one.args),
        request.model,
      )
      expect(shapeOf(repeated)).toEqual(shapeOf(model))
    }
  })

  it('ends with the best so far when it is told to stop', async () => {
    for (const kind of ['progress', 'candidates'] as const) {
      let seen = false
      const result = await fitModel(smallRequest({ budgets: tight, steps: 3000 }), {
        onNews: (news) => void (seen ||= news.kind === kind),
        shouldStop: () => seen,
      })
      expect(result.ended).toBe('stopped')
      expect(best(result)).toMatchObject({ fits: true, steps: 0 })
    }
  })

  it('rejects when aborted', async () => {
    const controller = new AbortController()
    const onNews = () => controller.abort(new Error('enough'))
    const context = { onNews, signal: controller.signal }
    await expect(fitModel(smallRequest({ budgets: tight }), context)).rejects.toThrow('enough')
  })

  it('cuts by importance alone where there are no labels, and says so', async () => {
    const { labels: _, ...bare } = quarters(100, 5)
    for (const datasets of [[bare], []]) {
      const result = await fitModel(smallRequest({ budgets: tight }, { datasets }))
      expect(result.by).toBe('importance')
      expect(result.trained).toBeUndefined()
      expect(best(result)).toMatchObject({ fits: true, steps: 0 })
      expect(best(result).nearPercent).toBeGreaterThan(0)
      expect(best(result).validationPercent).toBeUndefined()
    }
  })

  it('gives what is nearest where nothing fits, and does not train it', async () => {
    const request = smallRequest({ budgets: { flashBytes: 5000 }, structure: true })
    const result = await fitModel(request)
    expect(result.ended).toBe('too-small')
    expect(result.candidates).toHaveLength(1)
    expect(best(result)).toMatchObject({ fits: false, steps: 0 })
    expect(Object.values(best(result).change.widths)).toEqual([1, 1, 1])
  })

  it('takes what fits as it is, and offers smaller ones', async () => {
    const result = await fitModel(smallRequest({ steps: 40 }, { board: arduinoMega }))
    expect(result.candidates[0]).toMatchObject({ label: 'as it is', fits: true })
    const flash = result.candidates.map(({ cost }) => cost.flashBytes)
    expect(flash.length).toBeGreaterThan(1)
    for (const bytes of flash.slice(1)) expect(bytes).toBeLessThan(0.81 * flash[0]!)
  })

  it('keeps to the way to use RAM that is asked for', async () => {
    const macs: number[] = []
    for (const streaming of ['whole', 'input-rows'] as const) {
      const compile = { streaming, softmax: true }
      const changes = { model: leNet(), board: arduinoMega, datasets: [], compile }
      const result = await fitModel(smallRequest({ budgets: { ramBytes: 1800 } }, changes))
      const made = plan(result.best.model, arduinoMega, compile)
      expect(made.ram.bytes).toBeLessThanOrEqual(1800)
      macs.push(made.total.macs)
    }
    expect(macs[1]).toBeGreaterThan(macs[0]!)
  })

  it.each([
    [{ flashBytes: 0 }, 'fit/budget'],
    [{ latencySeconds: Number.NaN }, 'fit/budget'],
    [{ latencySeconds: 1 }, 'fit/latency'],
  ])('refuses budgets that make no sense: %j', async (budgets, code) => {
    const request = smallRequest({ budgets }, { board: esp32 })
    await expect(fitModel(request)).rejects.toMatchObject({ diagnostics: [{ code }] })
  })
})
