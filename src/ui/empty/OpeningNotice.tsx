// While a model is open: files on their way in, or why they could not be opened. The model stays.

import { useContext } from 'react'
import { useStore } from 'zustand'
import { opening } from '../../store/opening'
import { formatCount } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'
import { JobProgress } from '../parts/JobProgress'
import { HoverContext } from './DropTarget'
import './notice.css'

export function OpeningNotice() {
  const { count } = useContext(HoverContext)
  const { running, error } = useStore(opening.store)
  return (
    <>
      {count > 0 && (
        <div className="drop-veil" aria-hidden="true">
          <p>
            Let go to open {count === 1 ? 'it' : `${formatCount(count)} files`}: a model, or data
            for this one
          </p>
        </div>
      )}
      {running && (
        <div className="opening">
          <JobProgress running={running} />
        </div>
      )}
      {error && !running && (
        <div className="opening failed" role="alert">
          <DiagnosticList diagnostics={error} />
          <button
            className="btn square ghost"
            type="button"
            aria-label="Close message"
            onClick={opening.clear}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </>
  )
}
