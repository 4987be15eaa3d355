// Bottom of the page: tabs of results. Panels are mounted while shown.

import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { show } from '../../store/session'
import { Guard } from '../parts/Guard'
import { Icon } from '../parts/Icon'
import { useSession } from '../parts/useStores'
import { drawerTabs } from './drawerTabs'
import type { DrawerTab } from './drawerTabs'
import './drawer.css'

function Live({ job }: { job: NonNullable<DrawerTab['job']> }) {
  const running = useStore(job.store, (state) => state.running !== null)
  return running ? <i className="live" title="Running" /> : null
}

export function Drawer() {
  const tab = useSession((state) => state.tab)
  const tall = useSession((state) => state.drawerTall)
  const list = useRef<HTMLDivElement>(null)
  const at = drawerTabs.findIndex(({ id }) => id === tab)
  const { Panel, Context } = drawerTabs[at]!
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = (at + step + drawerTabs.length) % drawerTabs.length
    show({ tab: drawerTabs[next]!.id })
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <section className="drawer" aria-label="Results">
      <header className="pane-head tabs">
        <div role="tablist" aria-label="Results" ref={list} onKeyDown={onKeyDown}>
          {drawerTabs.map(({ id, name, job }) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`tab-${id}`}
              aria-selected={id === tab}
              aria-controls={`panel-${id}`}
              tabIndex={id === tab ? 0 : -1}
              onClick={() => show({ tab: id })}
            >
              {name}
              {job && <Live job={job} />}
            </button>
          ))}
        </div>
        <span className="grow" />
        {Context && <Context />}
        <button
          className="btn square ghost"
          type="button"
          aria-label={tall ? 'Make drawer smaller' : 'Enlarge drawer'}
          aria-pressed={tall}
          title={`${tall ? 'Smaller' : 'Enlarge'}  (Ctrl J)`}
          onClick={() => show({ drawerTall: !tall })}
        >
          <Icon name={tall ? 'down' : 'up'} />
        </button>
      </header>
      <div className="panel" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        <Guard key={tab}>
          <Panel />
        </Guard>
      </div>
    </section>
  )
}
