// What runs, how far it is, and a Stop that stops. Nothing is shown for the first quarter second.

import { useLate } from './useLate'
import type { Running } from '../../store/jobs'

export function JobProgress({ running }: { running: Running }) {
  const late = useLate(true)
  if (!late) return null
  return (
    <div className="job" role="status">
      <span>{running.what}</span>
      <progress
        aria-label={running.what}
        max={1}
        {...(running.share === undefined ? {} : { value: running.share })}
      />
      <button className="btn small" type="button" onClick={running.stop}>
        Stop
      </button>
    </div>
  )
}
