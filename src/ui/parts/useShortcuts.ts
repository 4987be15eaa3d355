// The page's keys. None of them acts while one types; those for a model are the browser's without one.

import { useEffect } from 'react'
import { project, redo, undo } from '../../store/project'
import { session, show } from '../../store/session'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null
}

type Keys = Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'shiftKey' | 'key'>

/** Undoes or redoes where these are its keys. */
export function takesBack({ ctrlKey, metaKey, shiftKey, key }: Keys): boolean {
  const letter = ctrlKey || metaKey ? key.toLowerCase() : ''
  if (letter === 'y' || (letter === 'z' && shiftKey)) redo()
  else if (letter === 'z') undo()
  else return false
  return true
}

export function useShortcuts(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const control = event.ctrlKey || event.metaKey
      const key = event.key.toLowerCase()
      const act = (action: () => void) => {
        event.preventDefault()
        action()
      }
      if (control && key === 'o') return act(open)
      const isOpen = project.getState().design !== null
      if (control && key === 'j' && isOpen)
        return act(() => show({ drawerTall: !session.getState().drawerTall }))
      if (isTyping(event.target)) return
      if (takesBack(event)) return event.preventDefault()
      if (control || event.altKey) return
      if (key === '/' && isOpen) act(() => show({ finding: true }))
      else if (key === 'b') act(() => show({ boardPicker: 'all' }))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [open])
}
