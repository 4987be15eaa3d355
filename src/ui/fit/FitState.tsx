// The search under way, and what came of it.

import { useStore } from 'zustand'
import type { FitPhase } from '../../fit/fitOptions'
import { testAndBuild } from '../../store/buildProject'
import { fitting } from '../../store/fitting'
import { percentOf } from '../../store/fitRun'
import type { FitRun } from '../../store/fitRun'
import { samples } from '../../store/samples'
import { show } from '../../store/session'
import { formatBytes, formatLeft, formatPercent, formatTime } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { useCandidates } from './useFitting'
import type { Candidates } from './useFitting'

const trained: readonly FitPhase[] = ['sensitivity', 'candidates', 'fine-tuning', 'last training']
const untrained = trained.slice(0, 2)

const phaseWords: Record<FitPhase, string> = {
  sensitivity: 'How much each layer matters',
  candidates: 'Candidates that fit',
  'fine-tuning': 'Short trainings, the better half goes on',
  'last training': 'The best is trained to the end',
}

export function FitProgress({ run }: { run: FitRun }) {
  const { progress, phase, msLeft, labelled, bestId } = run
  const phases = labelled ? trained : untrained
  const at = progress ? phases.indexOf(progress.phase) : 0
  const finishing = phase === 'finishing'
  return (
    <div className="fit-how fit-progress" role="status" aria-label="Search">
      <h3>
        {finishing ? 'Stopping with the best so far' : phaseWords[progress?.phase ?? 'sensitivity']}
      </h3>
      <progress
        aria-label="Search"
        max={1}
        {...(progress && !finishing ? { value: progress.steps / progress.ofSteps } : {})}
      />
      <p className="fit-what">
        <span>
          Part {at + 1} of {phases.length}
        </span>
        {msLeft !== undefined && !finishing && <span>{formatLeft(msLeft)} left</span>}
      </p>
      <p className="hint">{progress?.what ?? 'reading samples'}</p>
      <div className="row">
        <button className="btn" type="button" onClick={fitting.stop}>
          {finishing ? 'Stop at once' : bestId === undefined ? 'Stop' : 'Stop, keep the best'}
        </button>
      </div>
    </div>
  )
}

const endings: Record<NonNullable<FitRun['ended']>, string> = {
  steps: 'Found',
  stopped: 'Stopped, with the best so far',
  interrupted: 'Interrupted, with the best so far',
  failed: 'Failed, with the best so far',
  'too-small': 'Nothing fits',
}

function Outcome({ run, boardName, best, candidates, inUse, stale }: Candidates) {
  if (run.ended === 'too-small' && best)
    return (
      <p>
        No widths were found that fit the {boardName} in these budgets. The nearest take{' '}
        {formatBytes(best.cost.flashBytes)} of flash, {formatBytes(best.cost.ramBytes)} of RAM
        {best.cost.latencySeconds !== undefined && ` and ${formatTime(best.cost.latencySeconds)}`}.
        Nothing was trained.
      </p>
    )
  const percent = best && percentOf(best)
  return (
    <>
      {best && (
        <p>
          Best of {candidates.length}: <b>{best.label}</b>, {formatBytes(best.cost.flashBytes)} of
          flash, {formatBytes(best.cost.ramBytes)} of RAM
          {percent !== undefined &&
            `, ${formatPercent(percent / 100)} ${run.labelled ? 'right on samples that judge' : 'of answers as before'}`}
          .
        </p>
      )}
      {inUse && (
        <p>
          <b>{inUse.label}</b> is in use. Undo takes it back.
        </p>
      )}
      {stale && <p className="hint">The model was edited since: this was found for another.</p>}
    </>
  )
}

function testNow(): void {
  show({ tab: 'accuracy' })
  void testAndBuild()
}

export function FitOutcome() {
  const found = useCandidates()
  const error = useStore(fitting.job.store, (job) => job.error)
  const hasData = useStore(samples, ({ datasets }) => datasets.length > 0)
  if (!found) return null
  const { run, chosen, best, inUse } = found
  const one = chosen ?? best
  return (
    <div className="fit-how">
      <h3>{endings[run.ended ?? 'steps']}</h3>
      <Outcome {...found} />
      {run.ended === 'failed' && error && <DiagnosticList diagnostics={error} />}
      <div className="row">
        {one && one !== inUse && (
          <button
            className={`btn${one.fits ? ' primary' : ''}`}
            type="button"
            onClick={() => fitting.apply(one.id)}
          >
            {one.fits ? `Use ${one === best ? 'the best' : `number ${one.id}`}` : 'Use it anyway'}
          </button>
        )}
        {chosen && (
          <button className="btn" type="button" onClick={fitting.drop}>
            Cancel
          </button>
        )}
        {inUse && !chosen && hasData && (
          <button className="btn primary" type="button" onClick={testNow}>
            Test accuracy
          </button>
        )}
        <button
          className={`btn${run.ended === 'too-small' ? ' primary' : ''}`}
          type="button"
          onClick={fitting.discard}
        >
          Search again
        </button>
      </div>
      {run.labelled && (
        <p className="hint">
          Samples that judge have also chosen: what is left of the accuracy is what the accuracy tab
          measures, on samples that the search has not seen.
        </p>
      )}
    </div>
  )
}
