// Counts of dense layers on Cortex-M: `nn_arm_dense_pairs.S` with DSP instructions, `nn_arm_vectors.S`
// without.

import type { Counts, Fields } from './latencyCounts'
import { fieldOf, Tally } from './tally'

/** Values whose products are added up before the second channel's are taken out. */
const fewValues = 512

/** One vector × four channels, a last pair twice; an odd last channel alone. */
export function crossedDense(fields: Fields): Counts {
  const [taps, channels] = [fieldOf(fields, 'in_count'), fieldOf(fields, 'out_count')]
  const fours = Math.floor(taps / 4)
  const turns = Math.ceil(Math.floor(channels / 2) / 2)
  const tally = new Tally()
  tally.add('turns', turns)
  tally.add('fours', turns * fours)
  tally.add('loops', turns * Math.ceil(fours / 2))
  tally.add('differences', turns * Math.max(0, Math.ceil((4 * fours) / fewValues) - 1))
  tally.add('twos', turns * (taps & 2))
  tally.add('ones', turns * (taps & 1))
  tally.add('alone', channels & 1)
  tally.add('alone_taps', (channels & 1) * taps)
  return tally.counts
}

/** Vectors × four channels, the last four of them twice in part. */
export function denseVectors(fields: Fields): Counts {
  const taps = fieldOf(fields, 'in_count')
  const groups = Math.ceil(fieldOf(fields, 'out_count') / 4)
  const turns = groups * fieldOf(fields, 'vectors')
  const tally = new Tally()
  tally.add('groups', groups)
  tally.add('turns', turns)
  tally.add('taps', turns * taps)
  tally.add('loops', turns * Math.ceil(taps / 4))
  return tally.counts
}
