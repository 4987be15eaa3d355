// Which calls the kernels of Cortex-M boards take (nn/nn_pairs.h): by sizes, and by numbers that are only
// known with the weights. Their plain twins take the others.

import type { Fields, Records } from './pack'
import { pairSizes } from './packPairs'

const of = (fields: Fields, name: string): number => {
  const value = fields[name]
  if (value === undefined) throw new Error(`no field ${name}`)
  return value
}

/** Of a pooling; more do not fit the assembly's stack. */
const mostPooled = 64
const leastChannels = 4
const [mostColumns, mostTaps] = [5, 25]

const conditions: Readonly<Record<string, (f: Fields) => boolean>> = {
  nn_conv2d_s8_woven: (f) => of(f, 'pool_h') * of(f, 'pool_w') <= mostPooled,
  nn_conv2d_s8_stored: (f) => of(f, 'pool_h') * of(f, 'pool_w') <= mostPooled,
  nn_dense_s8_arm: (f) => of(f, 'out_count') >= leastChannels,
  nn_depthwise_conv2d_s8_arm: (f) =>
    of(f, 'multiplier') === 1 &&
    of(f, 'out_c') >= leastChannels &&
    of(f, 'dilation_w') === 1 &&
    of(f, 'kernel_w') <= mostColumns &&
    of(f, 'kernel_h') * of(f, 'kernel_w') <= mostTaps,
}

/** Whether a kernel takes these sizes. */
export const armTakesSizes = (kernelId: string, fields: Fields): boolean =>
  conditions[kernelId]?.(fields) ?? true

function tapsOf(kernelId: string, fields: Fields): number {
  const sizes = pairSizes(kernelId, fields)
  if (sizes) return sizes.taps
  return fields['in_count'] ?? of(fields, 'kernel_h') * of(fields, 'kernel_w')
}

/** Whether a kernel takes these channels: all sums below 2^30, all shifts to the right. */
export function armTakesRecords(kernelId: string, fields: Fields, records: Records): boolean {
  const room = 2 ** 30 - 128 * 128 * tapsOf(kernelId, fields)
  const { bias, shift } = records
  return bias.every((value) => Math.abs(value) < room) && shift.every((value) => value < 0)
}

/** Of an addition's fields. */
export const armTakesAddition = (f: Fields): boolean =>
  of(f, 'a_shift') <= 0 && of(f, 'b_shift') <= 0 && of(f, 'out_shift') < 0
