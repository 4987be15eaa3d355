// Keeps the project as it is edited, so that `reopen.ts` can bring it back. What is kept: the design
// with its undo history and the samples; results are computed again.

import type { Diagnostic } from '../lib/diagnostics'
import { diagnosticsOf } from './jobs'
import { keeping } from './keeping'
import { keepProject, listProjects, markClosed } from './keptProjects'
import type { AboutProject } from './keptProjects'
import { project } from './project'
import type { KeptState, ProjectState } from './project'
import { samples } from './samples'
import { session } from './session'
import type { ImportReport } from './session'
import {
  holdProject,
  noteClosed,
  noteOpen,
  releaseProject,
  setTabProject,
  tabProject,
} from './tabs'

export interface KeptContent extends KeptState {
  readonly report: ImportReport | null
}

const restMs = 250
const longestMs = 1000

let timer: ReturnType<typeof setTimeout> | undefined
let waitingSince: number | undefined
let writing: Promise<void> | undefined
let changed = false

/** Soon, but not on every tick: edits that follow each other are written together. */
function schedule(): void {
  changed = true
  // From here on what is kept is not what is on screen.
  const { id } = project.getState()
  if (id !== null && keeping.getState().state === 'kept') keeping.setState({ state: 'writing' })
  const now = performance.now()
  waitingSince ??= now
  clearTimeout(timer)
  timer = setTimeout(() => void flush(), Math.min(restMs, waitingSince + longestMs - now))
}

/** Writes what has changed. */
export async function flush(): Promise<void> {
  clearTimeout(timer)
  await writing
  if (!changed) return
  changed = false
  waitingSince = undefined
  writing = write().finally(() => (writing = undefined))
  await writing
}

async function write(state = project.getState()): Promise<void> {
  const { id, design, past, future } = state
  if (id === null || !design) return
  const { datasets } = samples.getState()
  const content: KeptContent = { design, past, future, report: session.getState().report }
  const about: AboutProject = {
    id,
    name: design.base.name,
    fileName: design.fileName,
    boardId: design.boardId,
    savedAt: Date.now(),
    open: true,
  }
  keeping.setState({ state: 'writing' })
  const denied = noteWritten(id)
  try {
    await keepProject(about, content, datasets)
    if (denied === undefined) keeping.setState({ state: 'kept', trouble: [] })
    else keeping.setState({ state: 'failed', trouble: [notKept('project', denied)] })
  } catch (error) {
    await writeWithoutSamples(about, content, error)
  }
}

/** For a page that starts anew: that there is something to find. Returns why it won't know. */
function noteWritten(id: string): unknown {
  try {
    noteOpen(id)
  } catch (error) {
    return tabProject() === id ? undefined : error
  }
}

/** A full disk takes the small part of the work at least. */
async function writeWithoutSamples(
  about: AboutProject,
  content: KeptContent,
  error: unknown,
): Promise<void> {
  try {
    if (samples.getState().datasets.length === 0) throw error
    await keepProject(about, content, [])
    keeping.setState({ state: 'failed', trouble: [notKept('samples', error)] })
  } catch (again) {
    keeping.setState({ state: 'failed', trouble: [notKept('project', again)] })
  }
}

function notKept(what: 'samples' | 'project', error: unknown): Diagnostic {
  const full = error instanceof DOMException && error.name === 'QuotaExceededError'
  const why = full
    ? 'the browser gives this page no more room'
    : `the browser says “${error instanceof Error ? error.message.slice(0, 120) : 'no'}”`
  return {
    severity: 'warning',
    code: full ? 'project/no-room' : 'project/not-kept',
    message:
      what === 'samples'
        ? `The samples are not kept over a reload: ${why}. Model and edits are.`
        : `Edits are not kept over a reload: ${why}.`,
    hint: full
      ? 'Forget projects on the start screen, or free space on the disk.'
      : 'Export the model before you close this page; private windows keep nothing.',
  }
}

/** Keeps from now on. */
export function follow(): void {
  project.subscribe((state, before) => {
    if (state.id !== before.id) turnTo(state, before)
    else if (state.design !== before.design || state.past !== before.past) schedule()
  })
  samples.subscribe(schedule)
  // A model may have been opened while this was on its way here.
  const now = project.getState()
  if (now.id !== null) turnTo(now, { ...now, id: null })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void flush()
  })
  addEventListener('pagehide', () => void flush())
}

/** Until all that was left is written and let go of. */
let leaving: Promise<void> = Promise.resolve()

export function whenLeft(): Promise<void> {
  return leaving
}

/** Another project, or none: the one before is written as it was left. */
function turnTo(state: ProjectState, before: ProjectState): void {
  const late = changed
  changed = false
  try {
    setTabProject(state.id)
  } catch {
    // Denied: whether anything is kept then is said when it is written.
  }
  if (state.id !== null) {
    schedule()
    void holdProject(state.id)
  }
  if (before.id === null) return
  // What is written is read off now, before anything else changes.
  const written = Promise.all([leaving, writing, late ? write(before) : undefined])
  leaving = leave(before.id, written)
}

/** Lets go of a project once it is written: another tab may then have it. Never rejects. */
async function leave(id: string, written: Promise<unknown>): Promise<void> {
  try {
    await written
    await markClosed(id)
    noteClosed((one) => one !== id)
    keeping.setState({ projects: await listProjects() })
  } catch (error) {
    // What was not written has its own word.
    if (keeping.getState().state !== 'failed') keeping.setState({ trouble: diagnosticsOf(error) })
  } finally {
    await releaseProject(id)
  }
}
