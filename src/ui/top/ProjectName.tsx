// The project's name: click to rename, Enter keeps, Escape leaves it.

import { useState } from 'react'
import { rename } from '../../edits/rename'
import { commit } from '../../store/project'
import { useDesign } from '../parts/useStores'

export function ProjectName() {
  const { base, fileName } = useDesign()
  const [draft, setDraft] = useState<string | null>(null)
  if (draft === null) {
    const ending = /\.[A-Za-z0-9]{1,6}$/.exec(fileName)?.[0] ?? ''
    return (
      <button
        className="project"
        type="button"
        title={`Rename project, opened from ${fileName}`}
        onClick={() => setDraft(base.name)}
      >
        <b>{base.name}</b>
        <span className="muted">{ending}</span>
      </button>
    )
  }
  const keep = () => {
    const name = draft.trim().slice(0, 100)
    setDraft(null)
    if (name && name !== base.name)
      commit(`name ${name}`, (design) => ({ ...design, base: rename(design.base, name) }))
  }
  return (
    <input
      className="project-field"
      aria-label="Project name"
      value={draft}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}
