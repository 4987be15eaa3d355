// Float against int8 on labelled samples: top-1, per class, confusion, and the samples on which the
// two disagree. An old result stays, dimmed, until it is renewed.

import { useStore } from 'zustand'
import { testAndBuild } from '../../store/buildProject'
import { accuracyJob, accuracyKey } from '../../store/testAccuracy'
import { samples } from '../../store/samples'
import { DiagnosticList } from '../parts/DiagnosticList'
import { JobProgress } from '../parts/JobProgress'
import { NeedsEveryLayer } from '../parts/NeedsEveryLayer'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'
import { AccuracySummary } from './AccuracySummary'
import { ConfusionMatrix } from './ConfusionMatrix'
import { Disagreements } from './Disagreements'
import { NoData, NoResult } from './NoResult'
import './accuracy.css'

/** Whether the last result answers the design on screen. */
export function useAccuracy() {
  const design = useDesign()
  const data = useStore(samples)
  const job = useStore(accuracyJob.store)
  const stale = job.result !== null && job.result.key !== accuracyKey(design, data.id)
  return { job, stale, hasData: data.datasets.length > 0 }
}

export function AccuracyPanel() {
  const { plan } = useDerived()
  const { job, stale, hasData } = useAccuracy()
  if (!plan.supported) return <NeedsEveryLayer what="Accuracy" />
  if (job.running && !job.result)
    return (
      <div className="empty-panel">
        <JobProgress running={job.running} />
      </div>
    )
  if (job.error && !job.running)
    return (
      <div className="empty-panel left" role="alert">
        <DiagnosticList diagnostics={job.error} />
        <div className="row">
          {hasData && (
            <button className="btn" type="button" onClick={() => void testAndBuild()}>
              Try again
            </button>
          )}
        </div>
        <NoData />
      </div>
    )
  if (!job.result) return <NoResult hasData={hasData} />
  const outcome = job.result.value
  return (
    <div className={`p-accuracy${stale ? ' stale' : ''}`}>
      <AccuracySummary outcome={outcome} />
      {outcome.evaluation.accuracy.labelled && (
        <ConfusionMatrix labelled={outcome.evaluation.accuracy.labelled} names={outcome.labels} />
      )}
      <Disagreements outcome={outcome} />
    </div>
  )
}
