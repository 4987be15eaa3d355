// The project that will be downloaded, as a tree. Arrow keys move, folders open and close.

import { useRef, useState } from 'react'
import type { CSSProperties, KeyboardEvent } from 'react'
import type { ExportFile } from '../../exporters/exporter'
import { formatBytes, formatExactBytes } from '../format'
import { Icon } from '../parts/Icon'
import { fileTree } from './fileTree'

export function FileTree({
  files,
  shown,
  onShow,
}: {
  files: readonly ExportFile[]
  shown: string
  onShow: (path: string) => void
}) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const list = useRef<HTMLElement>(null)
  const rows = fileTree(files).filter(
    (row) => ![...closed].some((folder) => row.path.startsWith(folder) && row.path !== folder),
  )
  const toggle = (path: string) =>
    setClosed((old) => {
      const next = new Set(old)
      if (!next.delete(path)) next.add(path)
      return next
    })
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    buttons[at + step]?.focus()
  }
  return (
    <nav className="tree" aria-label="Files" ref={list} onKeyDown={onKeyDown}>
      {rows.map(({ path, name, depth, folder, bytes }) => (
        <button
          key={path}
          type="button"
          style={{ '--d': depth } as CSSProperties}
          title={folder ? name : `${name}, ${formatExactBytes(bytes)}`}
          aria-expanded={folder ? !closed.has(path) : undefined}
          aria-current={path === shown ? 'true' : undefined}
          onClick={() => (folder ? toggle(path) : onShow(path))}
        >
          <Icon name={folder ? (closed.has(path) ? 'right' : 'down') : 'file'} />
          <span>{name}</span>
          {!folder && <small>{formatBytes(bytes)}</small>}
        </button>
      ))}
    </nav>
  )
}
