// Bottom of the page: tabs of results. Panels are mounted while shown; Monaco comes with its tab.

import { Suspense, lazy, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { show, tabs } from '../../store/session'
import type { Tab } from '../../store/session'
import { buildJob } from '../../store/buildProject'
import { accuracyJob } from '../../store/testAccuracy'
import { AccuracyContext } from '../accuracy/AccuracyContext'
import { AccuracyPanel } from '../accuracy/AccuracyPanel'
import { CodeContext } from '../code/CodeContext'
import { EnergyPanel } from '../energy/EnergyPanel'
import { MemoryPanel } from '../memory/MemoryPanel'
import { Icon } from '../parts/Icon'
import { useSession } from '../parts/useStores'
import './drawer.css'

const CodePanel = lazy(() => import('../code/CodePanel'))

const names: Record<Tab, string> = {
  accuracy: 'Accuracy',
  memory: 'Memory',
  energy: 'Energy',
  code: 'Code',
}

function Live({ tab }: { tab: Tab }) {
  const testing = useStore(accuracyJob.store, (job) => job.running !== null)
  const building = useStore(buildJob.store, (job) => job.running !== null)
  const live = (tab === 'accuracy' && testing) || (tab === 'code' && building)
  return live ? <i className="live" title="Running" /> : null
}

function Context({ tab }: { tab: Tab }) {
  if (tab === 'accuracy') return <AccuracyContext />
  if (tab === 'code') return <CodeContext />
  return <span className="context">{tab === 'memory' ? 'int8, fused' : 'per inference, int8'}</span>
}

function Panel({ tab }: { tab: Tab }) {
  if (tab === 'accuracy') return <AccuracyPanel />
  if (tab === 'memory') return <MemoryPanel />
  if (tab === 'energy') return <EnergyPanel />
  return (
    <Suspense fallback={null}>
      <CodePanel />
    </Suspense>
  )
}

export function Drawer() {
  const tab = useSession((state) => state.tab)
  const tall = useSession((state) => state.drawerTall)
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = (tabs.indexOf(tab) + step + tabs.length) % tabs.length
    show({ tab: tabs[next]! })
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <section className="drawer" aria-label="Results">
      <header className="pane-head tabs">
        <div role="tablist" aria-label="Results" ref={list} onKeyDown={onKeyDown}>
          {tabs.map((id) => (
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
              {names[id]}
              <Live tab={id} />
            </button>
          ))}
        </div>
        <span className="grow" />
        <Context tab={tab} />
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
        <Panel tab={tab} />
      </div>
    </section>
  )
}
