// Calls across the thread boundary. The protocol is the type of the functions that a worker exposes.
// A client runs one call at a time; aborting the running one ends its thread, and the next call
// starts a new one. Large values are blobs: sent once by id, forgotten when long unused.

import { UserError } from '../lib/diagnostics'
import type { Diagnostic } from '../lib/diagnostics'

/** `share` from 0 to 1, where it is known. */
export type Tell = (what: string, share?: number) => void

export interface Progress {
  readonly done: number
  readonly total: number
  readonly label?: string
  /** What else a call tells on its way, as a structured clone. */
  readonly detail?: unknown
}

/** What an exposed function may use besides its request. */
export interface CallContext {
  readonly onProgress: (progress: Progress) => void
  /** A blob that came with this call or an earlier one. */
  readonly blob: (id: string) => unknown
  /** True once the caller wants what there is; seen only by functions that let the thread breathe. */
  readonly shouldFinish: () => boolean
}

/** Requests and results are structured clones. */
export type Exposed = Readonly<
  // A function type that every request type fits.
  Record<string, (request: never, context: CallContext) => unknown>
>

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** Values by content id that the call needs; those that the worker has are not sent again. */
  readonly blobs?: Readonly<Record<string, unknown>>
}

/** One side of a channel: a Worker, a MessagePort, or a worker's own global scope. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent) => void) | null
}

export interface Thread {
  readonly port: Port
  /** Told once if the thread breaks down. */
  readonly onBroken?: (listener: (message: string) => void) => void
  readonly stop: () => void
}

interface Request {
  readonly call: number
  readonly name: string
  readonly request: unknown
  readonly blobs: Readonly<Record<string, unknown>>
  readonly forget: readonly string[]
}

/** The running call may end with what it has. */
interface Finish {
  readonly finish: number
}

type Answer =
  | { readonly call: number; readonly progress: Progress }
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly call: number; readonly error: string }

const transfers = new WeakMap<object, Transferable[]>()

/** Marks buffers of a result to be moved and not copied; the function must not keep them. */
export function transferring<T extends object>(result: T, buffers: Transferable[]): T {
  transfers.set(result, buffers)
  return result
}

/** The worker's side. */
export function expose(functions: Exposed, port: Port): void {
  const blobs = new Map<string, unknown>()
  let finished = 0
  port.onmessage = ({ data }: MessageEvent<Request | Finish>) => {
    if ('finish' in data) {
      finished = data.finish
      return
    }
    for (const id of data.forget) blobs.delete(id)
    for (const [id, value] of Object.entries(data.blobs)) blobs.set(id, value)
    const answer = (body: object, transfer: Transferable[] = []) =>
      port.postMessage({ call: data.call, ...body }, transfer)
    const context: CallContext = {
      onProgress: (progress) => answer({ progress }),
      blob: (id) => {
        if (!blobs.has(id)) throw new Error(`blob ${id} was not sent with ${data.name}`)
        return blobs.get(id)
      },
      shouldFinish: () => finished === data.call,
    }
    runCall(functions, data, context).then(
      (result) => answer({ result }, transfers.get(result as object) ?? []),
      (error: unknown) => answer(describeError(error)),
    )
  }
}

async function runCall(functions: Exposed, { name, request }: Request, context: CallContext) {
  const run = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!run) throw new Error(`the worker has no function ${name}`)
  return run(request as never, context)
}

function describeError(error: unknown): object {
  if (error instanceof UserError) return { diagnostics: error.diagnostics }
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

interface Pending {
  readonly call: number
  readonly name: string
  readonly request: unknown
  readonly options: CallOptions
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

export interface Client<F extends Exposed> {
  /**
   * Rejects with UserError for a user's trouble, with Error for a bug, and with the signal's reason
   * when aborted; no answer comes after that.
   */
  call<K extends keyof F & string>(
    name: K,
    request: Parameters<F[K]>[0],
    options?: CallOptions,
  ): Promise<Awaited<ReturnType<F[K]>>>
  /** Asks the running call to end early with what it has; see `CallContext.shouldFinish`. */
  finish(): void
  /** Ends the thread; open calls are rejected. */
  stop(): void
}

/** Calls after which a blob that none of them named is forgotten. */
const blobLife = 20

/** The page's side. The thread starts with the first call. */
export function connect<F extends Exposed>(start: () => Thread): Client<F> {
  const waiting: Pending[] = []
  let running: Pending | undefined
  let thread: Thread | undefined
  let lastCall = 0
  const lastUse = new Map<string, number>()

  const endThread = () => {
    thread?.stop()
    thread = undefined
    lastUse.clear()
  }
  const finish = (settle: (pending: Pending) => void) => {
    const pending = running
    running = undefined
    if (pending) settle(pending)
    sendNext()
  }
  const startThread = (): Thread => {
    const started = start()
    started.port.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (started !== thread || data.call !== running?.call) return
      if ('progress' in data) running.options.onProgress?.(data.progress)
      else if ('result' in data) finish(({ resolve }) => resolve(data.result))
      else if ('diagnostics' in data) finish((p) => p.reject(new UserError(data.diagnostics)))
      else finish(({ name, reject }) => reject(new Error(`${name}: ${data.error}`)))
    }
    started.onBroken?.((message) => {
      if (started !== thread) return
      endThread()
      finish(({ name, reject }) => reject(new Error(`${name}: ${message}`)))
    })
    return started
  }
  const sendNext = () => {
    if (running) return
    running = waiting.shift()
    if (!running) return
    thread ??= startThread()
    const { call, name, request, options } = running
    const { blobs, forget } = unsent(options.blobs ?? {}, lastUse, call)
    try {
      thread.port.postMessage({ call, name, request, blobs, forget } satisfies Request, [])
    } catch (error) {
      finish(({ reject }) => reject(error))
    }
  }
  const abort = (pending: Pending, reason: unknown) => {
    if (pending === running) {
      endThread()
      finish(({ reject }) => reject(reason))
      return
    }
    const at = waiting.indexOf(pending)
    if (at >= 0) waiting.splice(at, 1)
    pending.reject(reason)
  }
  return {
    call: (name, request, options = {}) =>
      new Promise((resolve, reject) => {
        const { signal } = options
        if (signal?.aborted) return reject(signal.reason)
        const pending: Pending = {
          call: ++lastCall,
          name,
          request,
          options,
          resolve: (result) => (
            signal?.removeEventListener('abort', onAbort),
            resolve(result as never)
          ),
          reject: (error) => (signal?.removeEventListener('abort', onAbort), reject(error)),
        }
        const onAbort = () => abort(pending, signal?.reason)
        signal?.addEventListener('abort', onAbort)
        waiting.push(pending)
        sendNext()
      }),
    finish: () => {
      if (running) thread?.port.postMessage({ finish: running.call } satisfies Finish, [])
    },
    stop: () => {
      endThread()
      const stopped = new DOMException('The worker was stopped.', 'AbortError')
      for (const pending of waiting.splice(0)) pending.reject(stopped)
      finish(({ reject }) => reject(stopped))
    },
  }
}

/** Which blobs the worker lacks, and which it may drop. */
function unsent(
  blobs: Readonly<Record<string, unknown>>,
  lastUse: Map<string, number>,
  call: number,
): Pick<Request, 'blobs' | 'forget'> {
  const missing = Object.entries(blobs).filter(([id]) => !lastUse.has(id))
  for (const id of Object.keys(blobs)) lastUse.set(id, call)
  const forget = [...lastUse].filter(([, used]) => used < call - blobLife).map(([id]) => id)
  for (const id of forget) lastUse.delete(id)
  return { blobs: Object.fromEntries(missing), forget }
}

/** For questions of which only the last counts: every call aborts the one before. */
export function latest(): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    controller?.abort(new DOMException('A newer question was asked.', 'AbortError'))
    controller = new AbortController()
    return controller.signal
  }
}
