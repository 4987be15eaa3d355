// A command run inside a test: what it says, and a folder that is gone afterwards.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'

export interface Captured {
  /** Empty when a test begins. */
  folder: string
  /** Lines on stdout and stderr. */
  out: string[]
  errors: string[]
  readonly json: () => ReturnType<typeof JSON.parse>
}

/** For every test of the calling file. */
export function captureCommand(): Captured {
  const captured: Captured = {
    folder: '',
    out: [],
    errors: [],
    json: () => JSON.parse(captured.out.join('\n')),
  }
  beforeEach(() => {
    captured.folder = mkdtempSync(join(tmpdir(), 'motrans-'))
    captured.out = []
    captured.errors = []
    vi.spyOn(console, 'log').mockImplementation((text: string) => void captured.out.push(text))
    vi.spyOn(console, 'error').mockImplementation((text: string) => void captured.errors.push(text))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(captured.folder, { recursive: true })
  })
  return captured
}
