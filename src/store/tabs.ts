// Which project this tab works on, and which other tabs are at work: two must not write over each
// other. Locks end with their tab, also when it crashes.

const tabKey = 'motrans-project'
const hintKey = 'motrans-kept'
const lockPrefix = 'motrans project '

/** Survives a reload, not the tab. */
export function tabProject(): string | null {
  try {
    return sessionStorage.getItem(tabKey)
  } catch {
    return null
  }
}

/** Throws where the browser denies pages its storage. */
export function setTabProject(id: string | null): void {
  if (id === null) sessionStorage.removeItem(tabKey)
  else sessionStorage.setItem(tabKey, id)
}

/** Projects that were on screen when they were last kept; undefined where none was ever kept. */
function openHint(): readonly unknown[] | undefined {
  try {
    const text = localStorage.getItem(hintKey)
    if (text === null) return undefined
    const hint: unknown = JSON.parse(text)
    return Array.isArray(hint) ? hint : []
  } catch {
    return undefined
  }
}

/** Known at once, unlike what is in the database: whether projects may be kept there. */
export function mayHaveProjects(): boolean {
  return tabProject() !== null || openHint() !== undefined
}

/** Whether one of them may be brought back: it was left open, by this tab or the last one. */
export function mayBringBack(): boolean {
  return tabProject() !== null || (openHint() ?? []).length > 0
}

/** Throws where the browser denies pages its storage. */
export function noteOpen(id: string): void {
  localStorage.setItem(hintKey, JSON.stringify([...new Set([...(openHint() ?? []), id])]))
}

/** `stillOpen` says which ones were not closed. Throws where the browser denies pages its storage. */
export function noteClosed(stillOpen: (id: unknown) => boolean): void {
  localStorage.setItem(hintKey, JSON.stringify((openHint() ?? []).filter(stillOpen)))
}

/** No project is kept any more. Throws where the browser denies pages its storage. */
export function noteNone(): void {
  localStorage.removeItem(hintKey)
}

/** What lets go of the projects that this tab holds. */
const releases = new Map<string, () => Promise<void>>()

let turn: Promise<unknown> = Promise.resolve()

/** A lock that is let go of ends a little later: who asks for it again comes after that. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const done = turn.then(work)
  turn = done.catch(() => undefined)
  return done
}

/** Holds the project for this tab, where it does not yet; false where another tab has it. */
export function holdProject(id: string): Promise<boolean> {
  return inTurn(async () => releases.has(id) || !hasLocks() || requestLock(id))
}

/** Lets go of the project. */
export function releaseProject(id: string): Promise<void> {
  return inTurn(async () => {
    await releases.get(id)?.()
    releases.delete(id)
  })
}

function hasLocks(): boolean {
  return Boolean(globalThis.navigator?.locks)
}

function requestLock(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ended = navigator.locks.request(lockPrefix + id, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      if (!lock) return
      return new Promise<void>((end) => releases.set(id, () => (end(), ended)))
    })
    // Denied together with all storage: then there is nothing that another tab could write over.
    ended.catch(() => resolve(true))
  })
}

/** The projects that other tabs, or this one, hold. */
export async function heldProjects(): Promise<ReadonlySet<string>> {
  const { held = [] } = hasLocks() ? await navigator.locks.query() : {}
  const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(lockPrefix))
  return new Set(names.map((name) => name.slice(lockPrefix.length)))
}
