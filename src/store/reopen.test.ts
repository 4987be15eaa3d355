// Projects kept and brought back, with a database in memory that answers late where a test wants it.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { leNet } from '../edits/testModels'
import { flush, whenLeft } from './autosave'
import { goHome } from './goHome'
import { keeping } from './keeping'
import type { AboutProject, KeptProject } from './keptProjects'
import { opening } from './opening'
import { commit, openModel, project } from './project'
import { forgetKept, openKept, startKeeping } from './reopen'
import { session, show } from './session'
import { heldProjects, mayBringBack, releaseProject } from './tabs'
import { denyStorage, openBrowser } from './testBrowser'
import type { FakeLocks } from './testBrowser'

const database = vi.hoisted(() => ({
  about: new Map<string, AboutProject>(),
  kept: new Map<string, KeptProject>(),
  reading: Promise.resolve(),
}))
vi.mock('./keptProjects', () => ({
  keepProject: async (about: AboutProject, content: unknown, datasets: []) => {
    database.about.set(about.id, about)
    database.kept.set(about.id, { content, datasets })
  },
  keepOnly: async (ids: readonly string[]) => {
    for (const kept of [database.about, database.kept])
      for (const id of kept.keys()) if (!ids.includes(id)) kept.delete(id)
  },
  listProjects: async () => [...database.about.values()],
  markClosed: async (id: string) => {
    const about = database.about.get(id)
    if (about) database.about.set(id, { ...about, open: false })
  },
  readProject: async (id: string) => {
    await database.reading
    return database.kept.get(id)
  },
  keepTraining: async () => undefined,
  keepFitting: async () => undefined,
  readTraining: async () => undefined,
  readFitting: async () => undefined,
}))

let locks: FakeLocks
let following = false
beforeEach(async () => {
  goHome()
  await whenLeft()
  locks = openBrowser()
  database.about.clear()
  database.kept.clear()
  database.reading = Promise.resolve()
  keeping.setState({ restoring: true, state: 'idle', trouble: [], projects: [] })
  show({ toast: null, startBoardId: 'arduino-mega' })
  // Once: it follows the project for as long as the page is there.
  if (!following) await startKeeping(false)
  following = true
})
afterEach(() => flush())

async function keepOne(boardId = 'arduino-uno'): Promise<string> {
  openModel(leNet(), 'lenet.h5', boardId)
  await flush()
  return project.getState().id!
}

it('goes on with the project that was just left', async () => {
  const id = await keepOne()
  commit('board', (design) => ({ ...design, boardId: 'micro-bit' }))
  goHome()
  await openKept(id)
  expect(project.getState().id).toBe(id)
  expect(project.getState().design?.boardId).toBe('micro-bit')
  expect(session.getState().toast).toBeNull()
  expect(await heldProjects()).toEqual(new Set([id]))
})

it('lets go of a project that was left, so that another tab may have it', async () => {
  const id = await keepOne()
  expect(await heldProjects()).toEqual(new Set([id]))
  expect(mayBringBack()).toBe(true)
  goHome()
  await whenLeft()
  expect(await heldProjects()).toEqual(new Set())
  expect(database.about.get(id)?.open).toBe(false)
  expect(mayBringBack()).toBe(false)
})

it('lets go of a project when another model takes its place', async () => {
  await keepOne()
  const second = await keepOne()
  await whenLeft()
  expect(await heldProjects()).toEqual(new Set([second]))
})

it('says that another tab has the project, and that once', async () => {
  const id = await keepOne()
  goHome()
  await whenLeft()
  locks.held.add(`motrans project ${id}`)
  await openKept(id)
  expect(project.getState().id).toBeNull()
  expect(session.getState().toast).toMatch(/another tab/)
  locks.held.clear()
  await openKept(id)
  expect(project.getState().id).toBe(id)
  expect(session.getState().toast).toBeNull()
})

it('leaves a model alone that is dropped while a kept project is read', async () => {
  const id = await keepOne()
  goHome()
  await whenLeft()
  let answer = () => {}
  database.reading = new Promise((resolve) => (answer = resolve))
  const reopening = openKept(id)
  await new Promise((resolve) => setTimeout(resolve, 5))
  openModel(leNet(), 'dropped.h5', 'arduino-uno')
  const dropped = project.getState().id!
  answer()
  await reopening
  expect(project.getState().id).toBe(dropped)
  expect(await heldProjects()).toEqual(new Set([dropped]))
})

it('opens the last of two that are clicked', async () => {
  const first = await keepOne()
  const second = await keepOne()
  goHome()
  await Promise.all([openKept(first), openKept(second)])
  expect(project.getState().id).toBe(second)
  expect(await heldProjects()).toEqual(new Set([second]))
})

it('takes the board along, and neither an old error nor an open popup', async () => {
  const id = await keepOne('micro-bit')
  goHome()
  show({ startBoardId: 'arduino-mega', finding: true, boardPicker: 'all' })
  await opening.run('Reading x.tflite', '', () => Promise.reject(new Error('no')))
  await openKept(id)
  expect(session.getState()).toMatchObject({
    startBoardId: 'micro-bit',
    finding: false,
    boardPicker: 'closed',
  })
  expect(opening.store.getState().error).toBeNull()
})

it('forgets', async () => {
  const id = await keepOne()
  goHome()
  await forgetKept(id)
  expect(keeping.getState().projects).toEqual([])
  await openKept(id)
  expect(project.getState().id).toBeNull()
})

it('says that nothing is kept where the browser denies its storage', async () => {
  denyStorage()
  const id = await keepOne()
  expect(keeping.getState().state).toBe('failed')
  expect(keeping.getState().trouble[0]?.message).toMatch(/not kept over a reload.*denied/)
  goHome()
  await whenLeft()
  await releaseProject(id)
})
