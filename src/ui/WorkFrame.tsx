// The page's frame while its panels are on their way, or can't come: a model is open, and can be left.

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { goHome } from '../store/goHome'
import { project } from '../store/project'
import { useLate } from './parts/useLate'
import { StartBar } from './top/StartBar'

export function WorkFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <StartBar />
      <main className="work-frame">
        {children}
        {children && (
          <button className="btn" type="button" onClick={goHome}>
            Back to the start screen
          </button>
        )}
      </main>
    </>
  )
}

export function WorkAhead() {
  const fileName = useStore(project, (state) => state.design?.fileName)
  const late = useLate(true)
  const what = `Opening ${fileName ?? 'the model'}`
  return (
    <WorkFrame>
      {late && (
        <div className="ask" role="status">
          <h1>{what}</h1>
          <progress aria-label={what} max={1} />
        </div>
      )}
    </WorkFrame>
  )
}
