// Confirms for four seconds what cannot be seen.

import { useEffect } from 'react'
import { show } from '../../store/session'
import { useSession } from './useStores'

const shownMs = 4000

export function Toast() {
  const toast = useSession((state) => state.toast)
  useEffect(() => {
    if (toast === null) return
    const timer = setTimeout(() => show({ toast: null }), shownMs)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <div role="status" aria-live="polite">
      {toast !== null && <p className="toast">{toast}</p>}
    </div>
  )
}
