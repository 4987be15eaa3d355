// Right end of the drawer's head: how much there is to download.

import { useStore } from 'zustand'
import { buildJob } from '../../store/buildProject'
import { formatBytes, formatCount } from '../format'
import { JobProgress } from '../parts/JobProgress'
import { useProjectFiles } from '../parts/useBuild'

export function CodeContext() {
  const files = useProjectFiles()
  const running = useStore(buildJob.store, (job) => job.running)
  if (running) return <JobProgress running={running} />
  if (!files) return null
  const bytes = files.reduce((sum, { text }) => sum + text.length, 0)
  return (
    <span className="context">
      {formatCount(files.length)} files, {formatBytes(bytes)}
    </span>
  )
}
