// Size of an element in CSS pixels, followed as panes are dragged.

import { useCallback, useState } from 'react'

export interface Size {
  readonly width: number
  readonly height: number
}

export function useElementSize(): [(element: Element | null) => void, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const attach = useCallback((element: Element | null) => {
    if (!element) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  return [attach, size]
}

/** Pixels of one rem relative to the usual 16: pictures grow with the root font. */
export function rootScale(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
}
