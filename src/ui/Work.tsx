// The page while a model is open: top bar, budgets, graph, drawer and inspector. A chunk of its own,
// with the compiler in it, so that the start screen does not wait for them.

import { useEffect, useRef, useState } from 'react'
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels'
import { BudgetStrip } from './budget/BudgetStrip'
import { Drawer } from './drawer/Drawer'
import { OpeningNotice } from './empty/OpeningNotice'
import { GraphPane } from './graph/GraphPane'
import { Inspector } from './inspector/Inspector'
import { Guard } from './parts/Guard'
import { useSession } from './parts/useStores'
import { TopBar } from './top/TopBar'

const drawerHeight = (tall: boolean): string => (tall ? '86%' : '48%')

/** The drawer takes most of the height while it is enlarged, also in the project opened next. */
function useDrawerHeight() {
  const drawer = usePanelRef()
  const tall = useSession((state) => state.drawerTall)
  const [atFirst] = useState(() => drawerHeight(tall))
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    drawer.current?.resize(drawerHeight(tall))
  }, [tall, drawer])
  return { drawer, atFirst }
}

function Panes() {
  const { drawer, atFirst } = useDrawerHeight()
  return (
    <Group orientation="horizontal" className="work" id="work">
      <Panel id="left" minSize="30rem">
        <Group orientation="vertical" id="left-panes">
          <Panel id="graph" minSize="6rem">
            <Guard>
              <GraphPane />
            </Guard>
          </Panel>
          <Separator className="split split-y" />
          <Panel id="drawer" panelRef={drawer} defaultSize={atFirst} minSize="2.25rem">
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
        <Guard>
          <Inspector />
        </Guard>
      </Panel>
    </Group>
  )
}

export default function Work() {
  return (
    <>
      <TopBar />
      <Guard>
        <BudgetStrip />
      </Guard>
      <OpeningNotice />
      <main>
        <Panes />
      </main>
    </>
  )
}
