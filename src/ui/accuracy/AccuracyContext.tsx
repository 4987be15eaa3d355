// Right end of the drawer's head: what was measured, or the button that renews it.

import { useStore } from 'zustand'
import { formatCount } from '../format'
import { samples } from '../../store/samples'
import { testAndBuild } from '../../store/buildProject'
import { removeSamples } from '../../store/testAccuracy'
import { Icon } from '../parts/Icon'
import { JobProgress } from '../parts/JobProgress'
import { useAccuracy } from './AccuracyPanel'
import { chooseFiles } from '../parts/chooseFiles'

export function AccuracyContext() {
  const { job, stale, hasData } = useAccuracy()
  const { name } = useStore(samples)
  if (job.running) return job.result ? <JobProgress running={job.running} /> : null
  if (!job.result && !hasData) return null
  return (
    <>
      {job.result && (
        <span className="context">
          {job.result.value.evaluation.source},{' '}
          {formatCount(job.result.value.evaluation.accuracy.samples)} samples
        </span>
      )}
      {!job.result && name && <span className="context">{name}</span>}
      <button
        className="btn square ghost"
        type="button"
        aria-label="Use other data"
        title="Use other data"
        onClick={() => void chooseFiles()}
      >
        <Icon name="data" />
      </button>
      {hasData && (
        <button
          className="btn square ghost"
          type="button"
          aria-label="Remove the data"
          title="Remove the data: this model is then tested and calibrated without it"
          onClick={removeSamples}
        >
          <Icon name="close" />
        </button>
      )}
      {stale && (
        <button
          className="btn small retest"
          type="button"
          title="These results are of another model or other data than what is shown"
          onClick={() => void testAndBuild()}
        >
          Stale. Test again
        </button>
      )}
    </>
  )
}
