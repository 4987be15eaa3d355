// The whole page takes drops at any time: files, several files, folders.

import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { createContext } from 'react'
import { openFiles } from '../../store/opening'
import { droppedFiles } from '../parts/pickFiles'

export interface Hover {
  /** How many things hang over the page; 0 when none. */
  readonly count: number
}

export const HoverContext = createContext<Hover>({ count: 0 })

export function DropTarget({ children }: { children: ReactNode }) {
  const [count, setCount] = useState(0)
  const depth = useRef(0)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth.current++
      setCount(event.dataTransfer?.items.length || 1)
    }
    const leave = () => {
      depth.current = Math.max(0, depth.current - 1)
      if (depth.current === 0) setCount(0)
    }
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      depth.current = 0
      setCount(0)
      if (!event.dataTransfer || !hasFiles(event)) return
      event.preventDefault()
      void droppedFiles(event.dataTransfer).then((files) => {
        if (files.length > 0) void openFiles(files)
      })
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return <HoverContext value={{ count }}>{children}</HoverContext>
}
