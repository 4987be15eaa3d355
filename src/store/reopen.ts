// Brings kept projects back: what was open before a reload, a closed tab or a crash, or what is clicked
// in the list of them.

import { defaultOptions } from '../compile/plan'
import { follow, whenLeft } from './autosave'
import type { KeptContent } from './autosave'
import { fitting } from './fitting'
import { diagnosticsOf } from './jobs'
import { keeping } from './keeping'
import { keepOnly, listProjects, readFitting, readProject, readTraining } from './keptProjects'
import { opening } from './opening'
import { project, restoreProject } from './project'
import type { Design, KeptState } from './project'
import { setSamples } from './samples'
import { freshView, show } from './session'
import {
  heldProjects,
  holdProject,
  mayHaveProjects,
  noteClosed,
  noteNone,
  releaseProject,
  tabProject,
} from './tabs'
import { training } from './training'

const mostProjects = 8

/**
 * Brings back what this tab had open, else what the last tab left open, where it is asked to; keeps
 * from then on.
 */
export async function startKeeping(bringBack: boolean): Promise<void> {
  if (!bringBack) keeping.setState({ restoring: false })
  follow()
  try {
    if (mayHaveProjects()) await findProjects(bringBack)
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
  noteClosed((one) => all.some(({ id, open }) => id === one && (open || held.has(id))))
  const mine = all.find(({ id }) => id === tabProject() && !held.has(id))
  const left = alone ? all.find(({ open }) => open) : undefined
  const last = mine ?? left
  // Whoever has dropped a model already wants that one.
  if (last && bringBack && project.getState().id === null) await reopen(last.id)
}

type Reopened = 'open' | 'held' | 'gone' | 'outdated'

let asked = 0

/**
 * Opens a kept project, unless something else was opened or asked for while it was read. Throws
 * UserError where it can't be read.
 */
async function reopen(id: string): Promise<Reopened> {
  const mine = ++asked
  const before = project.getState().id
  // This tab may have left it a moment ago.
  await whenLeft()
  if (!(await holdProject(id))) return 'held'
  try {
    const kept = await readKept(id)
    if (!kept) return 'gone'
    if (mine !== asked || project.getState().id !== before) return 'outdated'
    restore(id, kept)
    return 'open'
  } finally {
    if (project.getState().id !== id) await releaseProject(id)
  }
}

interface Kept extends Pick<NonNullable<Awaited<ReturnType<typeof readProject>>>, 'datasets'> {
  readonly content: KeptContent
  readonly trained: unknown
  readonly fitted: unknown
}

async function readKept(id: string): Promise<Kept | undefined> {
  const [kept, trained, fitted] = await Promise.all([
    readProject(id),
    readTraining(id),
    readFitting(id),
  ])
  if (!kept || !isContent(kept.content)) return undefined
  return { content: kept.content, datasets: kept.datasets, trained, fitted }
}

/** All at once: nothing of another project comes between. */
function restore(id: string, { content, datasets, trained, fitted }: Kept): void {
  const { report, ...state } = content
  restoreProject(id, withDefaults(state))
  setSamples(datasets)
  training.restore(trained)
  fitting.restore(fitted)
  // The next model is probably for the same board.
  show({ ...freshView, report, startBoardId: state.design.boardId })
  keeping.setState({ state: 'kept', trouble: [] })
}

function isContent(content: unknown): content is KeptContent {
  const { design, past, future } = (content ?? {}) as Partial<KeptContent>
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

const refusals: Partial<Record<Reopened, string>> = {
  held: 'This project is open in another tab.',
  gone: 'This project is gone, perhaps forgotten in another tab.',
}

/** Opens a project of the list. Never rejects. */
export async function openKept(id: string): Promise<void> {
  // Neither an old error nor files on their way are for the project that is wanted now.
  opening.clear()
  show({ toast: null })
  try {
    const refusal = refusals[await reopen(id)]
    if (refusal) show({ toast: refusal })
  } catch (error) {
    keeping.setState({ trouble: diagnosticsOf(error) })
  }
}

/** Forgets a project of the list. Never rejects. */
export async function forgetKept(id: string): Promise<void> {
  try {
    await whenLeft()
    const all = (await listProjects()).filter((about) => about.id !== id)
    const held = await heldProjects()
    await keepOnly([...all.map((about) => about.id), ...held])
    if (all.length === 0) noteNone()
    else noteClosed((one) => one !== id)
    keeping.setState({ projects: all })
  } catch (error) {
    keeping.setState({ trouble: diagnosticsOf(error) })
  }
}
