// Parts of the studio that are fetched when they are first needed.

import { UserError } from '../lib/diagnostics'

/** Rejects with UserError `studio/not-fetched` where the host does not answer. */
export async function fetchPart<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch {
    throw new UserError({
      severity: 'error',
      code: 'studio/not-fetched',
      message: 'A part of the page could not be fetched.',
      hint: 'Check the connection and try again. If the studio was updated meanwhile, reload the page: what is kept comes back.',
    })
  }
}
