// Store hooks of the page.

import { useStore } from 'zustand'
import { project, shownDesign } from '../../store/project'
import type { Design, ProjectState } from '../../store/project'
import { session } from '../../store/session'
import type { SessionState } from '../../store/session'

export function useProject<Part>(select: (state: ProjectState) => Part): Part {
  return useStore(project, select)
}

export function useSession<Part>(select: (state: SessionState) => Part): Part {
  return useStore(session, select)
}

/** Panels that call this are mounted only while a model is open. */
export function useDesign(): Design {
  const design = useProject(shownDesign)
  if (!design) throw new Error('no model is open')
  return design
}

/** Parts of the design that stay as they are while a width is dragged. */
export function useDesignPart<Part>(select: (design: Design) => Part): Part {
  return useProject((state) => {
    const design = shownDesign(state)
    if (!design) throw new Error('no model is open')
    return select(design)
  })
}
