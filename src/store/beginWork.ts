// Fetches what goes on behind the page and starts it. Where it can't be fetched the page says that
// nothing is kept, and asks again with every edit.

import type { Diagnostic } from '../lib/diagnostics'
import { fetchPart } from './fetchPart'
import { keeping } from './keeping'
import { project } from './project'
import { heldProjects, tabProject } from './tabs'

const notStarted: Diagnostic = {
  severity: 'warning',
  code: 'project/not-kept',
  message: 'Edits are not kept over a reload: a part of the page could not be fetched.',
  hint: 'It is asked for again with every edit. If this stays, export the model before you close this page.',
}

/** `bringBack`: the project that was left open. */
export async function beginWork(
  bringBack: boolean,
  load = () => import('./startWork'),
): Promise<void> {
  let fetching = false
  const begin = async (bringBackNow: boolean): Promise<void> => {
    if (fetching) return
    fetching = true
    const part = await fetchPart(load).catch(() => undefined)
    fetching = false
    if (!part) return keeping.setState({ restoring: false, state: 'failed', trouble: [notStarted] })
    forget()
    part.startWork(bringBackNow)
  }
  const forget = project.subscribe((state, before) => {
    if (state.design && state.design !== before.design) void begin(false)
  })
  await Promise.all([begin(bringBack), lookForOthers(bringBack)])
}

/** What another tab has open is not brought back here: nobody has to wait for that. */
async function lookForOthers(bringBack: boolean): Promise<void> {
  const none = !bringBack || (tabProject() === null && (await isHeldElsewhere()))
  if (none) keeping.setState({ restoring: false })
}

async function isHeldElsewhere(): Promise<boolean> {
  try {
    return (await heldProjects()).size > 0
  } catch {
    return false
  }
}
