// The build and files of the design on screen; undefined until they are made and after an edit.

import { useStore } from 'zustand'
import type { Build } from '../../compile/build'
import type { ExportFile } from '../../exporters/exporter'
import { buildJob, buildKey } from '../../store/buildProject'
import { samples } from '../../store/samples'
import { accuracyJob } from '../../store/testAccuracy'
import { useDesign } from './useStores'

function useCurrent() {
  const design = useDesign()
  const result = useStore(buildJob.store, (job) => job.result)
  useStore(samples, ({ id }) => id)
  useStore(accuracyJob.store, (job) => job.result)
  return result?.key === buildKey(design) ? result.value : undefined
}

export function useCurrentBuild(): Build | undefined {
  return useCurrent()?.build
}

export function useProjectFiles(): readonly ExportFile[] | undefined {
  return useCurrent()?.files
}
