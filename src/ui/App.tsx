// Arranges the page: start screen, or top bar, budgets, graph, drawer and inspector.

import { useEffect, useRef } from 'react'
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels'
import { useStore } from 'zustand'
import { keeping } from '../store/autosave'
import { openFiles } from '../store/openFiles'
import { project } from '../store/project'
import { BudgetStrip } from './budget/BudgetStrip'
import { Drawer } from './drawer/Drawer'
import { DropTarget } from './empty/DropTarget'
import { OpeningNotice } from './empty/OpeningNotice'
import { StartScreen } from './empty/StartScreen'
import { GraphPane } from './graph/GraphPane'
import { Inspector } from './inspector/Inspector'
import { pickFiles } from './parts/pickFiles'
import { Toast } from './parts/Toast'
import { useSession } from './parts/useStores'
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

/** The drawer takes most of the height while it is enlarged. */
function useDrawerHeight() {
  const drawer = usePanelRef()
  const tall = useSession((state) => state.drawerTall)
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    drawer.current?.resize(tall ? '86%' : '48%')
  }, [tall, drawer])
  return drawer
}

function Work() {
  const drawer = useDrawerHeight()
  return (
    <Group orientation="horizontal" className="work" id="work">
      <Panel id="left" minSize="30rem">
        <Group orientation="vertical" id="left-panes">
          <Panel id="graph" minSize="6rem">
            <GraphPane />
          </Panel>
          <Separator className="split split-y" />
          <Panel id="drawer" panelRef={drawer} defaultSize="48%" minSize="2.25rem">
            <Drawer />
          </Panel>
        </Group>
      </Panel>
      <Separator className="split split-x" />
      <Panel
        id="inspector"
        defaultSize={
          window.innerWidth <= 1180 ? '17.75rem' : window.innerWidth >= 1800 ? '24rem' : '21rem'
        }
        minSize="15rem"
        maxSize="36rem"
        groupResizeBehavior="preserve-pixel-size"
      >
        <Inspector />
      </Panel>
    </Group>
  )
}

export function App() {
  useTheme()
  useShortcuts(chooseFiles)
  const isOpen = useStore(project, (state) => state.design !== null)
  // A moment without content, rather than a start screen that vanishes.
  const restoring = useStore(keeping, (state) => state.restoring) && !isOpen
  return (
    <DropTarget>
      <div className={isOpen ? 'page' : 'page start-page'}>
        <TopBar onOpen={chooseFiles} />
        {isOpen ? (
          <>
            <BudgetStrip />
            <OpeningNotice />
            <main>
              <Work />
            </main>
          </>
        ) : (
          !restoring && <StartScreen onOpen={chooseFiles} />
        )}
      </div>
      <Toast />
    </DropTarget>
  )
}
