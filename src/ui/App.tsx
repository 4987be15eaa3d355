// Arranges the page: start screen, or top bar, budgets, graph, drawer and inspector.

import { Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import { keeping } from '../store/autosave'
import { openFiles, prepareOpening } from '../store/openFiles'
import { project } from '../store/project'
import { DropTarget } from './empty/DropTarget'
import { StartScreen } from './empty/StartScreen'
import { graphFlow } from './graph/loadGraph'
import { loadable } from './parts/loadable'
import { pickFiles } from './parts/pickFiles'
import { Toast } from './parts/Toast'
import { useShortcuts } from './parts/useShortcuts'
import { useTheme } from './parts/useTheme'
import { TopBar } from './top/TopBar'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/figures.css'
import './styles/popups.css'
import './app.css'

function chooseFiles(): void {
  void pickFiles({ multiple: true }).then((files) => {
    if (files.length > 0) void openFiles(files)
  })
}

const work = loadable(() => import('./Work'))

/** What the first model needs is fetched and started behind the first paint. */
function prepare(): void {
  work.preload()
  graphFlow.preload()
  if (!keeping.getState().restoring) prepareOpening()
}

export function App() {
  useTheme()
  useShortcuts(chooseFiles)
  useEffect(prepare, [])
  const isOpen = useStore(project, (state) => state.design !== null)
  // A moment without content, rather than a start screen that vanishes.
  const restoring = useStore(keeping, (state) => state.restoring) && !isOpen
  return (
    <DropTarget>
      <div className={isOpen ? 'page' : 'page start-page'}>
        <TopBar onOpen={chooseFiles} />
        {isOpen ? (
          <Suspense fallback={null}>
            <work.Component />
          </Suspense>
        ) : (
          !restoring && <StartScreen onOpen={chooseFiles} />
        )}
      </div>
      <Toast />
    </DropTarget>
  )
}
