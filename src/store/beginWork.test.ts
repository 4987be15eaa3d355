import { beforeEach, expect, it } from 'vitest'
import { leNet } from '../edits/testModels'
import { beginWork } from './beginWork'
import { keeping } from './keeping'
import { closeModel, commit, openModel } from './project'
import { openBrowser } from './testBrowser'
import type { FakeLocks } from './testBrowser'

const settled = () => new Promise((resolve) => setTimeout(resolve))

let locks: FakeLocks
beforeEach(() => {
  locks = openBrowser()
  closeModel()
  keeping.setState({ restoring: true, state: 'idle', trouble: [] })
})

it('says that nothing is kept while it can not be fetched, and asks again with an edit', async () => {
  const started: boolean[] = []
  let isGone = true
  let asked = 0
  await beginWork(true, async () => {
    asked++
    if (isGone) throw new TypeError('Failed to fetch')
    return { startWork: (bringBack) => void started.push(bringBack) }
  })
  expect(keeping.getState()).toMatchObject({ restoring: false, state: 'failed' })
  expect(keeping.getState().trouble[0]?.message).toMatch(/Edits are not kept/)

  openModel(leNet(), 'lenet.h5', 'arduino-uno')
  await settled()
  expect([asked, started.length]).toEqual([2, 0])
  isGone = false
  commit('board', (design) => ({ ...design, boardId: 'arduino-mega' }))
  await settled()
  // What is open is not put aside for what was open once.
  expect(started).toEqual([false])
  commit('board', (design) => ({ ...design, boardId: 'arduino-uno' }))
  await settled()
  expect(asked).toBe(3)
})

it('lets nobody wait for what another tab has open', async () => {
  locks.held.add('motrans project a')
  void beginWork(true, () => new Promise(() => undefined))
  await settled()
  expect(keeping.getState().restoring).toBe(false)
})

it('waits for what this tab had open', async () => {
  locks.held.add('motrans project a')
  sessionStorage.setItem('motrans-project', 'b')
  void beginWork(true, () => new Promise(() => undefined))
  await settled()
  expect(keeping.getState().restoring).toBe(true)
})
