// Projects that this browser has kept: one click goes on with one, another forgets it. A chunk of its
// own: the list is read from the browser's database when the page already stands.

import { useState } from 'react'
import { useStore } from 'zustand'
import { boardById } from '../../boards'
import { forgetKept, openKept } from '../../store/reopen'
import { keeping } from '../../store/keeping'
import type { AboutProject } from '../../store/keptProjects'
import { formatAge } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'

const shown = 5

function Kept({ about }: { about: AboutProject }) {
  const board = boardById(about.boardId)?.name
  const [now] = useState(() => Date.now())
  return (
    <div className="kept-row">
      <button className="sample" type="button" onClick={() => void openKept(about.id)}>
        <span className="what">
          <b>{about.name}</b>
          <span>
            {about.fileName}
            {board && `, for the ${board}`}
          </span>
        </span>
        <span className="nums muted">{formatAge(now - about.savedAt)}</span>
      </button>
      <button
        className="btn square ghost"
        type="button"
        aria-label={`Forget ${about.name}`}
        title="Forget: model, edits and samples are deleted from this browser"
        onClick={() => void forgetKept(about.id)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}

export default function KeptList() {
  const { projects, trouble } = useStore(keeping)
  if (projects.length === 0 && trouble.length === 0) return null
  return (
    <section className="kept-list" aria-label="Kept projects">
      {projects.length > 0 && <h2>Go on with</h2>}
      {trouble.length > 0 && <DiagnosticList diagnostics={trouble} />}
      <div className="list">
        {projects.slice(0, shown).map((about) => (
          <Kept key={about.id} about={about} />
        ))}
      </div>
    </section>
  )
}
