// True once something has been going on for a quarter of a second: what is quicker shows no progress.

import { useEffect, useState } from 'react'

const lateMs = 250

export function useLate(busy: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!busy) return
    const timer = setTimeout(() => setLate(true), lateMs)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [busy])
  return busy && late
}
