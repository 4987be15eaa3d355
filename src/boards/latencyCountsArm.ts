// How often each part of the Cortex-M kernels runs, from a call's fields (`latency.ts`). Those that are
// assembly are followed in the files beside this one; all others are plain C as on every board.

import type { Rows } from '../model/program'
import type { Counts, Fields, Shaping } from './latencyCounts'
import { countsOf } from './latencyCounts'
import { crossedDense, denseVectors } from './latencyCountsDense'
import { depthwiseJobs } from './latencyCountsDepthwise'
import { laneConvolution } from './latencyCountsLanes'

/** Which assembly a core runs: without DSP instructions, v6-M also without words at any place. */
export type ArmForm = 'v6m' | 'v7m' | 'dsp'

/** Undefined for kernels that no Cortex-M runs. */
export function armCountsOf(
  kernel: string,
  fields: Fields,
  rows: Rows,
  shaping: Shaping,
  form: ArmForm,
): Counts | undefined {
  if (!kernel.includes('_s8')) return undefined
  const plain = countsOf(kernel, fields, rows, shaping)
  const of = (name: string) => plain?.[name] ?? 0
  switch (kernel) {
    case 'nn_conv2d_s8_woven':
    case 'nn_conv2d_s8_stored':
      return laneConvolution(fields, rows, shaping, form === 'dsp')
    case 'nn_dense_s8_crossed':
      return crossedDense(fields)
    case 'nn_dense_s8_arm':
      return denseVectors(fields)
    case 'nn_depthwise_conv2d_s8_arm':
      return depthwiseJobs(fields, rows, form)
    case 'nn_conv2d_s8_pairs':
    case 'nn_dense_s8_pairs': {
      const outputs = fields['out_c'] ?? fields['out_count'] ?? 1
      const alone = outputs % 2 === 1 ? of('taps') / outputs : 0
      return (
        plain && {
          ...plain,
          places: of('taps') / (fields['in_c'] ?? 1),
          paired: of('taps') - alone,
        }
      )
    }
    case 'nn_pad2d_s8':
      return plain && { ...plain, outside: of('values') - of('inside') }
    default:
      return plain
  }
}
