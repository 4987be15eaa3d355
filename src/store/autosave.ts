// Keeps the project as it is edited, and brings it back after a reload, a closed tab or a crash. What
// is kept: the design with its undo history and the samples; results are computed again.

import { defaultOptions } from '../compile/plan'
import type { Diagnostic } from '../lib/diagnostics'
import { fitting } from './fitting'
import { diagnosticsOf } from './jobs'
import { keeping } from './keeping'
import {
  keepOnly,
  keepProject,
  listProjects,
  markClosed,
  readFitting,
  readProject,
  readTraining,
} from './keptProjects'
import type { AboutProject } from './keptProjects'
import { project, restoreProject } from './project'
import type { Design, KeptState, ProjectState } from './project'
import { samples, setSamples } from './samples'
import { session, show } from './session'
import type { ImportReport } from './session'
import {
  heldProjects,
  holdProject,
  mayHaveProject,
  setMayHaveProject,
  setTabProject,
  tabProject,
} from './tabs'
import { training } from './training'

interface Content extends KeptState {
  readonly report: ImportReport | null
}

const restMs = 250
const longestMs = 1000
const mostProjects = 8

let timer: ReturnType<typeof setTimeout> | undefined
let waitingSince: number | undefined
let writing: Promise<void> | undefined
let changed = false

/** Soon, but not on every tick: edits that follow each other are written together. */
function schedule(): void {
  changed = true
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
  const content: Content = { design, past, future, report: session.getState().report }
  const about: AboutProject = {
    id,
    name: design.base.name,
    fileName: design.fileName,
    boardId: design.boardId,
    savedAt: Date.now(),
    open: true,
  }
  keeping.setState({ state: 'writing' })
  try {
    await keepProject(about, content, datasets)
    keeping.setState({ state: 'kept', trouble: [] })
  } catch (error) {
    await writeWithoutSamples(about, content, error)
  }
}

/** A full disk takes the small part of the work at least. */
async function writeWithoutSamples(
  about: AboutProject,
  content: Content,
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

/**
 * Brings back what this tab had open, else what the last tab left open, where it is asked to; keeps
 * from then on.
 */
export async function startKeeping(bringBack: boolean): Promise<void> {
  if (!bringBack) keeping.setState({ restoring: false })
  follow()
  try {
    if (mayHaveProject()) await findProjects(bringBack)
  } catch (error) {
    keeping.setState({ trouble: diagnosticsOf(error) })
  }
  keeping.setState({ restoring: false })
}

async function findProjects(bringBack: boolean): Promise<void> {
  const all = await listProjects()
  const held = await heldProjects()
  const alone = held.size === 0
  if (alone && all.length > mostProjects)
    await keepOnly(all.slice(0, mostProjects).map(({ id }) => id))
  keeping.setState({ projects: all.slice(0, mostProjects) })
  const mine = all.find(({ id }) => id === tabProject() && !held.has(id))
  const left = alone ? all.find(({ open }) => open) : undefined
  const last = mine ?? left
  // Whoever has dropped a model already wants that one.
  if (last && bringBack && project.getState().id === null) await reopen(last.id)
}

/** Opens a kept project. Throws UserError where it can't be read. */
async function reopen(id: string): Promise<void> {
  const kept = await readProject(id)
  if (!kept || !isContent(kept.content)) return
  if (!(await holdProject(id))) return
  const { report, ...state } = kept.content
  restoreProject(id, withDefaults(state))
  setSamples(kept.datasets)
  training.restore(await readTraining(id))
  fitting.restore(await readFitting(id))
  show({ report, selected: null, openBudget: null })
  setTabProject(id)
  keeping.setState({ state: 'kept', trouble: [] })
}

function isContent(content: unknown): content is Content {
  const { design, past, future } = (content ?? {}) as Partial<Content>
  const sound = Array.isArray(design?.base?.nodes) && typeof design?.boardId === 'string'
  return sound && Array.isArray(past) && Array.isArray(future)
}

/** Options that came after the project was kept have their usual value. */
function withDefaults({ design, past, future }: KeptState): KeptState {
  const known = new Map<Design, Design>()
  const complete = (one: Design): Design => {
    const { original = one.base, importance = 'auto' } = one as Partial<Design> & Design
    const options = { ...defaultOptions, ...one.options }
    const made = known.get(one) ?? { ...one, original, importance, options }
    known.set(one, made)
    return made
  }
  const change = (step: KeptState['past'][number]) => ({
    ...step,
    before: complete(step.before),
    after: complete(step.after),
  })
  return { design: complete(design), past: past.map(change), future: future.map(change) }
}

export async function openKept(id: string): Promise<void> {
  try {
    await reopen(id)
    if (project.getState().id !== id)
      show({ toast: 'This project is open in another tab, or gone.' })
  } catch (error) {
    keeping.setState({ trouble: diagnosticsOf(error) })
  }
}

export async function forgetKept(id: string): Promise<void> {
  const all = (await listProjects()).filter((about) => about.id !== id)
  const held = await heldProjects()
  await keepOnly([...all.map((about) => about.id), ...held])
  if (all.length === 0) setMayHaveProject(false)
  keeping.setState({ projects: all })
}

function follow(): void {
  project.subscribe((state, before) => {
    if (state.id !== before.id) void turnTo(state, before)
    else if (state.design !== before.design || state.past !== before.past) schedule()
  })
  samples.subscribe(schedule)
  // A model may have been opened while this was on its way here.
  const now = project.getState()
  if (now.id !== null) void turnTo(now, { ...now, id: null })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void flush()
  })
  addEventListener('pagehide', () => void flush())
}

/** Another project, or none: the one before is written as it was left. */
async function turnTo(state: ProjectState, before: ProjectState): Promise<void> {
  const late = changed
  changed = false
  setTabProject(state.id)
  if (state.id !== null) {
    setMayHaveProject(true)
    schedule()
    void holdProject(state.id)
  }
  if (before.id === null) return
  // What is written is read off now, before anything else changes.
  await Promise.all([writing, late ? write(before) : undefined])
  await markClosed(before.id)
  keeping.setState({ projects: await listProjects() })
}
