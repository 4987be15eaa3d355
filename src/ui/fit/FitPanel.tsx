// Auto-fit: budgets in, a search that one can watch and stop, candidates to choose from.

import { useEffect, useState } from 'react'
import { fitting } from '../../store/fitting'
import { isActive } from '../../store/fitRun'
import { Guard } from '../parts/Guard'
import { loadable } from '../parts/loadable'
import { NeedsEveryLayer } from '../parts/NeedsEveryLayer'
import { Segments } from '../parts/Segments'
import { CandidateTable } from './CandidateTable'
import { FitSettings } from './FitSettings'
import { FitOutcome, FitProgress } from './FitState'
import { SensitivityTable } from './SensitivityTable'
import { useCandidates, useFitting } from './useFitting'
import type { Candidates } from './useFitting'
import './fit.css'

const CandidateChart = loadable(() => import('./CandidateChart')).Component

type View = 'candidates' | 'sensitivity'

function Views({ found }: { found: Candidates }) {
  const [view, setView] = useState<View>('candidates')
  const { run, candidates } = found
  // There is nothing else to see before the first candidate.
  const shown: View = candidates.length === 0 ? 'sensitivity' : view
  const what = run.labelled ? 'Accuracy' : 'Agreement'
  return (
    <div className="fit-views">
      <h3>
        {what}
        <span className="muted">
          {shown === 'candidates' ? 'against flash' : 'as one layer narrows'}
        </span>
        <Segments
          className="seg tiny"
          label="Shown"
          choices={[
            { value: 'candidates', label: 'Plot' },
            { value: 'sensitivity', label: 'Sensitivity' },
          ]}
          value={shown}
          onChange={setView}
        />
      </h3>
      {shown === 'candidates' ? (
        <Guard fallback={<div className="fill" />}>
          <CandidateChart found={found} />
        </Guard>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-label="Sensitivity by layer">
          <SensitivityTable layers={run.sensitivity} />
        </div>
      )}
    </div>
  )
}

function Results({ found }: { found: Candidates }) {
  return (
    <div className="fit-results">
      <Views found={found} />
      <div className="fit-list">
        <h3>
          Candidates{' '}
          {found.run.phase === 'ended' && found.candidates.length > 1 && (
            <span className="muted">a click shows one in the page</span>
          )}
        </h3>
        <div className="scroll" tabIndex={0} role="group" aria-label="Candidates">
          <CandidateTable found={found} />
        </div>
      </div>
    </div>
  )
}

function Nothing() {
  return (
    <div className="fit-nothing">
      <p>
        The search narrows layers one by one to see which matter, picks widths and structures that
        stay within the budgets, trains the candidates a little, and the best to the end.
      </p>
      <p className="hint">
        They are listed here as they come, accuracy against flash. The best so far can be used at
        any time; whichever is used is one step that undo takes back.
      </p>
    </div>
  )
}

export default function FitPanel() {
  const { plan } = useFitting()
  const found = useCandidates()
  // What is only looked at ends with the tab.
  useEffect(() => fitting.drop, [])
  if (!found && !plan.supported) return <NeedsEveryLayer what="Auto-fit" />
  return (
    <div className="p-fit">
      {!found ? (
        <FitSettings />
      ) : isActive(found.run) ? (
        <FitProgress run={found.run} />
      ) : (
        <FitOutcome />
      )}
      {found ? <Results found={found} /> : <Nothing />}
    </div>
  )
}
