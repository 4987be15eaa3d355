// What tabs of a browser share and what each has, for tests: storage, and locks that end a little after
// they are let go of.

import { vi } from 'vitest'

class FakeStorage {
  readonly #items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }
  removeItem(key: string): void {
    this.#items.delete(key)
  }
}

type Granted = (lock: { name: string } | null) => Promise<void> | undefined

const later = () => new Promise((resolve) => setTimeout(resolve, 2))

export class FakeLocks {
  readonly held = new Set<string>()

  async request(name: string, _options: { ifAvailable: true }, granted: Granted): Promise<void> {
    await Promise.resolve()
    if (this.held.has(name)) return granted(null)
    this.held.add(name)
    await granted({ name })
    await later()
    this.held.delete(name)
  }

  async query() {
    return { held: [...this.held].map((name) => ({ name })) }
  }
}

/** A new browser with one tab. */
export function openBrowser(): FakeLocks {
  const locks = new FakeLocks()
  vi.stubGlobal('navigator', { locks })
  vi.stubGlobal('sessionStorage', new FakeStorage())
  vi.stubGlobal('localStorage', new FakeStorage())
  vi.stubGlobal('document', { addEventListener: () => undefined })
  vi.stubGlobal('addEventListener', () => undefined)
  return locks
}

/** A browser that allows pages no storage. */
export function denyStorage(): void {
  const deny = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError')
  }
  for (const name of ['sessionStorage', 'localStorage'])
    vi.stubGlobal(name, { getItem: deny, setItem: deny, removeItem: deny })
  vi.stubGlobal('navigator', { locks: { request: async () => deny(), query: async () => deny() } })
}
