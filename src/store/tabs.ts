// Which project this tab works on, and which other tabs are at work: two must not write over each
// other. Locks end with their tab, also when it crashes.

const tabKey = 'motrans-project'
const hintKey = 'motrans-kept'
const lockPrefix = 'motrans project '

/** Survives a reload, not the tab. */
export function tabProject(): string | null {
  return sessionStorage.getItem(tabKey)
}

export function setTabProject(id: string | null): void {
  if (id === null) sessionStorage.removeItem(tabKey)
  else sessionStorage.setItem(tabKey, id)
}

/** Known at once, unlike what is in the database: whether there may be something to bring back. */
export function mayHaveProject(): boolean {
  try {
    return tabProject() !== null || localStorage.getItem(hintKey) !== null
  } catch {
    return false
  }
}

export function setMayHaveProject(may: boolean): void {
  if (may) localStorage.setItem(hintKey, '1')
  else localStorage.removeItem(hintKey)
}

let release: (() => void) | undefined

/** Holds the project for this tab and lets go of the one before; false where another tab has it. */
export async function holdProject(id: string): Promise<boolean> {
  release?.()
  release = undefined
  if (!navigator.locks) return true
  return new Promise((resolve) => {
    void navigator.locks.request(lockPrefix + id, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      if (!lock) return
      return new Promise<void>((done) => (release = done))
    })
  })
}

/** The projects that other tabs, or this one, hold. */
export async function heldProjects(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(lockPrefix))
  return new Set(names.map((name) => name.slice(lockPrefix.length)))
}
