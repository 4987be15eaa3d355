import { beforeEach, describe, expect, it } from 'vitest'
import {
  heldProjects,
  holdProject,
  mayBringBack,
  mayHaveProjects,
  noteClosed,
  noteNone,
  noteOpen,
  releaseProject,
  setTabProject,
  tabProject,
} from './tabs'
import { denyStorage, openBrowser } from './testBrowser'
import type { FakeLocks } from './testBrowser'

let locks: FakeLocks
beforeEach(async () => {
  for (const id of ['a', 'b']) await releaseProject(id)
  locks = openBrowser()
})

describe('projects that a tab holds', () => {
  it('are held once, however often they are asked for', async () => {
    expect(await holdProject('a')).toBe(true)
    expect(await holdProject('a')).toBe(true)
    expect(await heldProjects()).toEqual(new Set(['a']))
  })

  it('are held again right after they were let go of', async () => {
    await holdProject('a')
    void releaseProject('a')
    expect(await holdProject('a')).toBe(true)
    expect(await heldProjects()).toEqual(new Set(['a']))
  })

  it('are let go of one by one', async () => {
    await holdProject('a')
    await holdProject('b')
    await releaseProject('a')
    expect(await heldProjects()).toEqual(new Set(['b']))
  })

  it('are refused where another tab has them', async () => {
    locks.held.add('motrans project a')
    expect(await holdProject('a')).toBe(false)
    await releaseProject('a')
    expect(await heldProjects()).toEqual(new Set(['a']))
  })
})

describe('what a page knows at once', () => {
  it('is that a project was left open, or only kept', () => {
    expect([mayHaveProjects(), mayBringBack()]).toEqual([false, false])
    noteOpen('a')
    noteOpen('b')
    noteClosed((id) => id !== 'a')
    expect([mayHaveProjects(), mayBringBack()]).toEqual([true, true])
    noteClosed((id) => id !== 'b')
    expect([mayHaveProjects(), mayBringBack()]).toEqual([true, false])
    noteNone()
    expect([mayHaveProjects(), mayBringBack()]).toEqual([false, false])
  })

  it('is that this tab had one', () => {
    setTabProject('a')
    expect([mayHaveProjects(), mayBringBack()]).toEqual([true, true])
    setTabProject(null)
    expect(mayBringBack()).toBe(false)
  })

  it('of an older hint is only that there is something', () => {
    localStorage.setItem('motrans-kept', '1')
    expect([mayHaveProjects(), mayBringBack()]).toEqual([true, false])
  })
})

it('works without storage, and says where nothing is noted', async () => {
  denyStorage()
  expect(tabProject()).toBeNull()
  expect([mayHaveProjects(), mayBringBack()]).toEqual([false, false])
  expect(() => setTabProject('a')).toThrow('denied')
  expect(() => noteOpen('a')).toThrow('denied')
  expect(await holdProject('a')).toBe(true)
})
