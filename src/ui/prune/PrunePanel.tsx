// Weights that become zero, step by step: what that saves, what it costs in accuracy, and the step that
// becomes an edit.

import { useEffect, useState } from 'react'
import { prunableNodes } from '../../edits/pruneWeights'
import { applyPruning, dropPruning } from '../../store/pruning'
import { formatPercent } from '../format'
import { Guard } from '../parts/Guard'
import { loadable } from '../parts/loadable'
import { NeedsEveryLayer } from '../parts/NeedsEveryLayer'
import { Segments } from '../parts/Segments'
import { LayerTable } from './LayerTable'
import { PruneControls } from './PruneControls'
import type { Against } from './StepChart'
import { StepTable } from './StepTable'
import { useCounting, usePruning } from './usePruning'
import './prune.css'

const StepChart = loadable(() => import('./StepChart')).Component

function Chart() {
  const { table } = usePruning()
  const [against, setAgainst] = useState<Against>('zeros')
  const measured = table.rows.some(({ floatPercent }) => floatPercent !== undefined)
  return (
    <div className="prune-chart">
      <h3>
        {table.source?.labelled === false ? 'Agreement' : 'Accuracy'}
        {measured && (
          <span className="key">
            <i className="ring" />
            float
            <i className="disc" />
            int8
          </span>
        )}
        <Segments
          className="seg tiny"
          label="Plotted against"
          choices={[
            { value: 'zeros', label: 'zeros' },
            { value: 'stored', label: 'stored bytes' },
          ]}
          value={against}
          onChange={setAgainst}
        />
      </h3>
      {measured ? (
        <Guard fallback={<div className="fill" />}>
          <StepChart against={against} />
        </Guard>
      ) : (
        <p className="hint not-yet">
          How accuracy falls as weights go is plotted here once it was measured.
        </p>
      )}
    </div>
  )
}

/** The chosen step in words, and its way into the history. */
function Chosen({ step }: { step: number }) {
  const { table } = usePruning()
  const { step: { name } = { name: '' }, size } = table.rows[step] ?? {}
  return (
    <div className="prune-chosen" role="status">
      <span>
        Shown: <b>{name}</b>
        {size && <span className="zeros">, {formatPercent(size.zeros / size.weights)} zeros</span>}
      </span>
      <button className="btn small primary" type="button" onClick={applyPruning}>
        Prune
      </button>
      <button className="btn small" type="button" onClick={dropPruning}>
        Cancel
      </button>
    </div>
  )
}

function Steps() {
  const { chosen } = usePruning()
  const [view, setView] = useState<'steps' | 'layers'>('steps')
  const shown = chosen === undefined ? 'steps' : view
  return (
    <div className="prune-steps">
      <h3>
        {chosen === undefined ? (
          <>
            Steps <span className="muted">a click shows one in the page</span>
          </>
        ) : (
          <>
            <Segments
              className="seg tiny"
              label="Table of"
              choices={[
                { value: 'steps', label: 'Steps' },
                { value: 'layers', label: 'Layers' },
              ]}
              value={view}
              onChange={setView}
            />
            <Chosen step={chosen} />
          </>
        )}
      </h3>
      <div className="scroll" tabIndex={0} role="group" aria-label={shown}>
        {shown === 'steps' ? <StepTable /> : <LayerTable step={chosen ?? 0} />}
      </div>
    </div>
  )
}

function Pruning() {
  useCounting()
  // What is only looked at ends with the tab.
  useEffect(() => dropPruning, [])
  return (
    <div className="p-prune">
      <PruneControls />
      <Chart />
      <Steps />
    </div>
  )
}

export default function PrunePanel() {
  const { plan } = usePruning()
  if (!plan.supported) return <NeedsEveryLayer what="Pruning" />
  if (prunableNodes(plan.model).length === 0)
    return (
      <div className="empty-panel">
        <h3>Nothing to prune</h3>
        <p>None of this model’s layers has a kernel of weights.</p>
      </div>
    )
  return <Pruning />
}
