// For what may follow a moving slider a moment later: the value that stood still last.

import { useEffect, useState } from 'react'

const restMs = 120

export function useRested<T extends object>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
