// Long work in small pieces: between them the thread answers others.

/** `now` in milliseconds. Awaited often, the result waits for a turn of the event loop now and then. */
export function createBreath(now: () => number, everyMs = 50): () => Promise<void> {
  let last = now()
  return async () => {
    if (now() - last < everyMs) return
    await new Promise((resolve) => setTimeout(resolve))
    last = now()
  }
}
