import { afterEach, describe, expect, it } from 'vitest'
import { fail, UserError } from '../lib/diagnostics'
import { connect, expose, latest, transferring } from './rpc'
import type { CallContext, Thread } from './rpc'

let started = 0
let stops: (() => void)[] = []

const functions = {
  double: (x: number) => 2 * x,
  never: () => new Promise<number>(() => undefined),
  count: ({ to }: { to: number }, { onProgress }: CallContext) => {
    for (let done = 1; done <= to; done++) onProgress({ done, total: to })
    return to
  },
  countOn: async (_: undefined, { onProgress, shouldFinish }: CallContext) => {
    let done = 0
    for (; !shouldFinish(); await new Promise((resolve) => setTimeout(resolve)))
      onProgress({ done: ++done, total: Infinity })
    return done
  },
  sum: ({ id }: { id: string }, { blob }: CallContext) =>
    (blob(id) as Float32Array).reduce((a, b) => a + b, 0),
  ramp: (length: number) => {
    const values = Float32Array.from({ length }, (_, i) => i)
    return transferring({ values }, [values.buffer])
  },
  refuse: (): number => fail('import/damaged', 'a.h5 is damaged.', { where: { file: 'a.h5' } }),
  crash: (): number => {
    throw new Error('index out of range')
  },
}

function startThread(): Thread {
  started++
  const { port1, port2 } = new MessageChannel()
  expose(functions, port2)
  const stop = () => (port1.close(), port2.close())
  stops.push(stop)
  return { port: port1, stop }
}

function client() {
  started = 0
  return connect<typeof functions>(startThread)
}

afterEach(() => {
  for (const stop of stops) stop()
  stops = []
})

describe('rpc', () => {
  it('answers calls in order, in one thread', async () => {
    const { call } = client()
    const answers = await Promise.all([1, 2, 3].map((x) => call('double', x)))
    expect(answers).toEqual([2, 4, 6])
    expect(started).toBe(1)
  })

  it('tells progress', async () => {
    const seen: number[] = []
    const options = { onProgress: ({ done }: { done: number }) => seen.push(done) }
    await client().call('count', { to: 3 }, options)
    expect(seen).toEqual([1, 2, 3])
  })

  it('lets the running call finish with what it has, and no other', async () => {
    const { call, finish } = client()
    finish()
    const enough = { onProgress: ({ done }: { done: number }) => void (done === 3 && finish()) }
    expect(await call('countOn', undefined, enough)).toBeGreaterThanOrEqual(3)
    expect(await call('countOn', undefined, enough)).toBeGreaterThanOrEqual(3)
    expect(started).toBe(1)
  })

  it('moves typed arrays', async () => {
    expect((await client().call('ramp', 4)).values).toEqual(Float32Array.of(0, 1, 2, 3))
  })

  it('brings diagnostics as UserError and bugs as Error', async () => {
    const { call } = client()
    const refused = await call('refuse', undefined as never).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(UserError)
    expect((refused as UserError).diagnostics[0]).toMatchObject({
      code: 'import/damaged',
      where: { file: 'a.h5' },
    })
    const crashed = await call('crash', undefined as never).catch((error: unknown) => error)
    expect(crashed).not.toBeInstanceOf(UserError)
    expect(String(crashed)).toContain('index out of range')
  })

  it('really stops an aborted call and goes on in a new thread', async () => {
    const { call } = client()
    const controller = new AbortController()
    const stuck = call('never', undefined as never, { signal: controller.signal })
    const behind = call('double', 21)
    controller.abort()
    await expect(stuck).rejects.toThrow(/abort/i)
    expect(await behind).toBe(42)
    expect(started).toBe(2)
  })

  it('drops a waiting call that is aborted, and keeps the thread', async () => {
    const { call } = client()
    const controller = new AbortController()
    const first = call('double', 1)
    const second = call('double', 2, { signal: controller.signal })
    controller.abort()
    await expect(second).rejects.toThrow(/abort/i)
    expect(await first).toBe(2)
    expect(started).toBe(1)
  })

  it('sends a blob once, and again to a new thread', async () => {
    let sent = 0
    const counting = connect<typeof functions>(() => {
      const thread = startThread()
      const { port } = thread
      const original = port.postMessage.bind(port)
      port.postMessage = (message, transfer) => {
        sent += Object.keys((message as { blobs: object }).blobs).length
        original(message, transfer)
      }
      return thread
    })
    const blobs = { w: Float32Array.of(1, 2, 3) }
    expect(await counting.call('sum', { id: 'w' }, { blobs })).toBe(6)
    expect(await counting.call('sum', { id: 'w' }, { blobs })).toBe(6)
    expect(sent).toBe(1)
    const controller = new AbortController()
    const stuck = counting.call('never', undefined as never, { signal: controller.signal })
    controller.abort()
    await expect(stuck).rejects.toThrow(/abort/i)
    expect(await counting.call('sum', { id: 'w' }, { blobs })).toBe(6)
    expect(sent).toBe(2)
  })

  it('forgets blobs that were not used for long, and sends them anew', async () => {
    const { call } = client()
    const blobs = { w: Float32Array.of(1, 2) }
    await call('sum', { id: 'w' }, { blobs })
    for (let i = 0; i < 25; i++) await call('double', i)
    await expect(call('sum', { id: 'w' })).rejects.toThrow('blob w')
    expect(await call('sum', { id: 'w' }, { blobs })).toBe(3)
  })

  it('survives a thread that breaks', async () => {
    let breakDown: (message: string) => void = () => undefined
    const fragile = connect<typeof functions>(() => ({
      ...startThread(),
      onBroken: (listener) => (breakDown = listener),
    }))
    const lost = fragile.call('never', undefined as never)
    breakDown('out of memory')
    await expect(lost).rejects.toThrow('out of memory')
    expect(await fragile.call('double', 2)).toBe(4)
  })
})

describe('latest', () => {
  it('aborts the question before', () => {
    const next = latest()
    const first = next()
    const second = next()
    expect([first.aborted, second.aborted]).toEqual([true, false])
  })
})
