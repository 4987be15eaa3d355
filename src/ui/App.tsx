// Arranges the page: the start screen, or the work on a model.

import { useEffect } from 'react'
import { useStore } from 'zustand'
import { keeping } from '../store/keeping'
import { prepareOpening } from '../store/opening'
import { project } from '../store/project'
import { DropTarget } from './empty/DropTarget'
import { StartScreen } from './empty/StartScreen'
import { graphFlow } from './graph/loadGraph'
import { chooseFiles } from './parts/chooseFiles'
import { Guard } from './parts/Guard'
import { loadable } from './parts/loadable'
import { Toast } from './parts/Toast'
import { useShortcuts } from './parts/useShortcuts'
import { useTheme } from './parts/useTheme'
import { StartBar } from './top/StartBar'
import { WorkAhead, WorkFrame } from './WorkFrame'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/figures.css'
import './styles/popups.css'
import './app.css'

const work = loadable(() => import('./Work'))

/** What the first model needs is fetched and started behind the first paint. */
function prepare(): void {
  work.preload()
  graphFlow.preload()
  if (!keeping.getState().restoring) prepareOpening()
}

const openChosen = () => void chooseFiles()

export function App() {
  useTheme()
  useShortcuts(openChosen)
  useEffect(prepare, [])
  const isOpen = useStore(project, (state) => state.design !== null)
  // A moment without content, rather than a start screen that vanishes.
  const restoring = useStore(keeping, (state) => state.restoring) && !isOpen
  return (
    <DropTarget>
      <div className={isOpen ? 'page' : 'page start-page'}>
        {isOpen ? (
          <Guard fallback={<WorkAhead />} frame={WorkFrame}>
            <work.Component />
          </Guard>
        ) : (
          <>
            <StartBar />
            {!restoring && <StartScreen />}
          </>
        )}
      </div>
      <Toast />
    </DropTarget>
  )
}
