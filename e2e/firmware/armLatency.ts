// Whole networks on emulated Cortex-M boards beside what the latency model says, none of which it was
// fitted to.

import type { ArmNetwork, ArmSubject } from '../bench/armFigures'
import { countRuns, networks as mlperf, readModel } from '../bench/armFigures'
import { estimateCosts } from '../../src/compile/latency'
import { randomModel } from '../../src/layers/randomModel'
import type { Streaming } from '../../src/compile/plan'
import { dataPath } from '../../src/lib/testData'

const open = (name: string, path: string): ArmNetwork => ({ name, open: () => readModel(path) })
const tinyMaix = (name: string) => open(`TinyMaix ${name}`, dataPath(`h5/tinymaix_${name}.h5`))
const random = (seed: number): ArmNetwork => ({
  name: `random ${seed}`,
  open: () => randomModel(seed),
})

const small: readonly ArmNetwork[] = [
  ...mlperf.filter(({ name }) => name.startsWith('LeNet')),
  open('digits-uno', 'public/samples/digits-uno.keras'),
  ...['mnist_arduino', 'mnist_valid', 'mnist_dw', 'mnist_resnet'].map(tinyMaix),
]
const large: readonly ArmNetwork[] = [
  ...mlperf.filter(({ name }) => !name.startsWith('LeNet')),
  tinyMaix('cifar10'),
]
const randoms = [1, 2, 3, 4, 5, 6].map(random)

const on = (board: string, networks: readonly ArmNetwork[]): readonly ArmSubject[] =>
  networks.map((network) => ({ ...network, board }))

const by = (streaming: Streaming, of: readonly ArmSubject[]) =>
  of.map((subject): ArmSubject => ({ ...subject, streaming }))

/** Whose buffers take more room than windows of rows. */
const isStreamed = ({ name }: ArmNetwork) => /resnet|KWS|random 3/.test(name)

const named = (...names: readonly string[]) =>
  [...small, ...large].filter(({ name }) => names.some((start) => name.startsWith(start)))

/** All on one core of each kind, some on the others, whose kernels are the same. */
export const subjects: readonly ArmSubject[] = [
  ...on('raspberry-pi-pico', [...small, ...large, ...randoms]),
  ...on('frdm-k64f', [...small, ...large, ...randoms]),
  ...on('stm32f723', named('LeNet', 'digits', 'TinyMaix mnist_dw', 'KWS', 'AD')),
  ...on('arduino-nano-33-ble', named('LeNet', 'TinyMaix mnist_valid', 'TinyMaix mnist_dw', 'KWS')),
  ...on('arduino-giga-r1', named('LeNet', 'TinyMaix mnist_resnet')),
  ...on('arduino-due', named('LeNet', 'TinyMaix mnist_dw')),
  ...on('microbit', named('LeNet', 'digits')),
  ...['raspberry-pi-pico', 'frdm-k64f'].flatMap((board) => [
    ...by('rows', on(board, [...small, ...large, ...randoms].filter(isStreamed))),
    ...by('input-rows', on(board, small.slice(0, 2))),
  ]),
]

/** For a test: where others are much like them, or a core runs what its neighbor runs, one is enough. */
export const quickSubjects = subjects.filter(
  ({ name, board, streaming }) =>
    !/cifar|mnist_arduino|random [145]/.test(name) &&
    (['raspberry-pi-pico', 'frdm-k64f'].includes(board) || /LeNet|KWS|_dw/.test(name)) &&
    !(streaming && /resnet|digits/.test(name)),
)

export const titleOf = ({ name, board, streaming }: ArmSubject) =>
  `${name}, ${board}${streaming ? `, ${streaming}` : ''}`

export interface Comparison {
  readonly planned: number
  /** Mean of the runs. */
  readonly ran: number
  /** Relative error of the cycles, which the emulator estimates too. */
  readonly cycleError: number
  /** Of calls that take a tenth of the run and more; none where rows are streamed. */
  readonly calls: readonly { readonly name: string; readonly error: number }[]
}

const mean = (values: readonly number[]) => values.reduce((sum, n) => sum + n, 0) / values.length

/** Instructions before anything is compiled, and what the emulator counted. */
export async function compareNetwork(subject: ArmSubject): Promise<Comparison> {
  const { made, counts } = await countRuns(subject)
  const { latency, calls, stream } = made
  if (latency?.instructions === undefined) throw new Error(`no latency of ${titleOf(subject)}`)
  const ran = mean(counts.map(({ instructions }) => instructions))
  const predicted = estimateCosts(made.board, calls, { graph: made.fused, stream }, 'instructions')
  const own = calls.map(({ name }, i) => ({
    name,
    ran: mean(counts.map((one) => one.calls[i] ?? NaN)),
    planned: predicted?.calls[i] ?? NaN,
  }))
  return {
    planned: latency.instructions,
    ran,
    cycleError: latency.cycles / mean(counts.map(({ cycles }) => cycles)) - 1,
    calls: stream
      ? []
      : own
          .filter((call) => call.ran >= ran / 10)
          .map((call) => ({ name: call.name, error: call.planned / call.ran - 1 })),
  }
}
