// Back to the start screen: all that is left behind with the project.

import { opening } from './opening'
import { closeModel } from './project'
import { setSamples } from './samples'
import { freshView, show } from './session'

export function goHome(): void {
  // First: what is left unwritten is read off here, before anything else changes.
  closeModel()
  setSamples([])
  // Files on their way were for this project, and an old error says nothing about the next one.
  opening.clear()
  show({ ...freshView, report: null })
}
