import { describe, expect, it } from 'vitest'
import { UserError } from '../lib/diagnostics'
import { createJob } from './jobs'

describe('jobs', () => {
  it('keeps the last result with its question while the next one runs', async () => {
    const job = createJob<number>()
    await job.run('counting', 'a', async () => 1)
    let finish = (_: number) => {}
    const next = job.run(
      'counting',
      'b',
      () => new Promise<number>((resolve) => (finish = resolve)),
    )
    expect(job.store.getState().result).toEqual({ value: 1, key: 'a' })
    expect(job.store.getState().running?.what).toBe('counting')
    finish(2)
    await next
    expect(job.store.getState().result).toEqual({ value: 2, key: 'b' })
    expect(job.store.getState().running).toBeNull()
  })

  it('stops the old run and drops its answer', async () => {
    const job = createJob<string>()
    const signals: AbortSignal[] = []
    let finishOld = (_: string) => {}
    const old = job.run('slow', 'old', (signal) => {
      signals.push(signal)
      return new Promise((resolve) => (finishOld = resolve))
    })
    const next = job.run('quick', 'new', async () => 'new')
    finishOld('old')
    await Promise.all([old, next])
    expect(signals[0]?.aborted).toBe(true)
    expect(job.store.getState().result?.value).toBe('new')
  })

  it('reports progress until it is stopped', async () => {
    const job = createJob<number>()
    const run = job.run('reading', 'a', async (signal, progress) => {
      progress('reading weights', 0.5)
      expect(job.store.getState().running?.share).toBe(0.5)
      job.store.getState().running?.stop()
      expect(signal.aborted).toBe(true)
      progress('reading weights', 0.9)
      return 1
    })
    expect(await run).toBeUndefined()
    expect(job.store.getState()).toEqual({ running: null, result: null, error: null })
  })

  it('shows a user error as it is and a bug as a bug', async () => {
    const job = createJob<number>()
    await job.run('a', 'a', () => {
      throw new UserError({ severity: 'error', code: 'x/y', message: 'model.json is empty.' })
    })
    expect(job.store.getState().error?.[0]?.message).toBe('model.json is empty.')
    await job.run('a', 'a', () => Promise.reject(new Error('undefined is not a function')))
    expect(job.store.getState().error?.[0]?.code).toBe('studio/bug')
  })
})
