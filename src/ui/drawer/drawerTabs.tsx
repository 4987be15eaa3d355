// The drawer's tabs, in their order: a line each. A panel that brings much code with it comes in a chunk of its own.

import type { ComponentType } from 'react'
import type { StoreApi } from 'zustand'
import { buildJob } from '../../store/buildProject'
import type { Job } from '../../store/jobs'
import type { Tab } from '../../store/session'
import { fitting } from '../../store/fitting'
import { pruningJob } from '../../store/pruning'
import { accuracyJob } from '../../store/testAccuracy'
import { training } from '../../store/training'
import { AccuracyContext } from '../accuracy/AccuracyContext'
import { AccuracyPanel } from '../accuracy/AccuracyPanel'
import { CodeContext } from '../code/CodeContext'
import { EnergyPanel } from '../energy/EnergyPanel'
import { MemoryPanel } from '../memory/MemoryPanel'
import { loadable } from '../parts/loadable'
import { TrainContext } from '../train/TrainContext'

/** What says whether a tab's work is running. */
type RunningStore = Pick<
  StoreApi<Pick<Job<unknown>, 'running'>>,
  'getState' | 'getInitialState' | 'subscribe'
>

export interface DrawerTab {
  readonly id: Tab
  readonly name: string
  readonly Panel: ComponentType
  /** At the right end of the drawer's head. */
  readonly Context?: ComponentType
  /** Its tab has a dot while this runs. */
  readonly job?: { readonly store: RunningStore }
}

const CodePanel = loadable(() => import('../code/CodePanel')).Component
const TrainPanel = loadable(() => import('../train/TrainPanel')).Component
const PrunePanel = loadable(() => import('../prune/PrunePanel')).Component
const FitPanel = loadable(() => import('../fit/FitPanel')).Component
const MemoryContext = () => <span className="context">int8, fused</span>
const EnergyContext = () => <span className="context">per inference, int8</span>

export const drawerTabs: readonly DrawerTab[] = [
  {
    id: 'accuracy',
    name: 'Accuracy',
    Panel: AccuracyPanel,
    Context: AccuracyContext,
    job: accuracyJob,
  },
  { id: 'memory', name: 'Memory', Panel: MemoryPanel, Context: MemoryContext },
  { id: 'train', name: 'Train', Panel: TrainPanel, Context: TrainContext, job: training.job },
  { id: 'prune', name: 'Prune', Panel: PrunePanel, job: pruningJob },
  { id: 'fit', name: 'Fit', Panel: FitPanel, job: fitting.job },
  { id: 'energy', name: 'Energy', Panel: EnergyPanel, Context: EnergyContext },
  { id: 'code', name: 'Code', Panel: CodePanel, Context: CodeContext, job: buildJob },
]
