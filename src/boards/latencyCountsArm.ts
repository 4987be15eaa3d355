// How often each part of the Cortex-M kernels runs, from a call's fields (`latency.ts`). Where assembly
// takes a layer its loops are followed (`kernels/nn/arm`); what it does not take, and all other kernels,
// are plain C as on every board.

import type { Rows } from '../model/program'
import type { Counts, Fields, Shaping } from './latencyCounts'
import { countsOf } from './latencyCounts'
import { depthwiseJobs } from './latencyCountsDepthwise'
import { convolutionJobs, denseJobs } from './latencyCountsWindows'

/** Which kernels a core runs: without DSP instructions, v6-M also without words at any place. */
export type ArmForm = 'v6m' | 'v7m' | 'dsp'

/** So that what the plain kernel takes is not mixed with what the assembly takes. */
function ofPlain(counts: Counts | undefined): Counts | undefined {
  return (
    counts &&
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [`plain_${name}`, count]))
  )
}

/** Undefined for kernels that no Cortex-M runs. */
export function armCountsOf(
  kernel: string,
  fields: Fields,
  rows: Rows,
  shaping: Shaping,
  form: ArmForm,
): Counts | undefined {
  if (!kernel.endsWith('_s8')) return undefined
  const plain = () => ofPlain(countsOf(kernel, fields, rows, shaping))
  if (kernel === 'nn_depthwise_conv2d_s8') return depthwiseJobs(fields, rows, form) ?? plain()
  if (kernel === 'nn_conv2d_s8') return convolutionJobs(fields, rows, shaping, form) ?? plain()
  if (kernel === 'nn_dense_s8') return denseJobs(fields, form) ?? plain()
  const counts = countsOf(kernel, fields, rows, shaping)
  if (kernel !== 'nn_pad2d_s8' || !counts) return counts
  return { ...counts, outside: (counts['values'] ?? 0) - (counts['inside'] ?? 0) }
}
