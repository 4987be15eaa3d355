// A build of given kernels without a model behind it: every step computes a value or two. What a sketch of
// it weighs is what kernels, calls and the rest of a sketch weigh.

import { boardById } from '../../src/boards/index'
import type { Build } from '../../src/compile/build'
import type { Budget, Plan } from '../../src/compile/plan'
import { defaultOptions } from '../../src/compile/plan'
import { kernelById } from '../../src/kernels/kernels'
import type { Graph } from '../../src/model/graph'
import { defaultPreprocessing } from '../../src/model/model'
import type { Program, Step } from '../../src/model/program'

const arenaBytes = 64
const constantBytes = 1024

/** What a kernel's code does differently: padding, pooling. Fields that a kernel has not are skipped. */
export const variants: readonly Readonly<Record<string, number>>[] = [
  {},
  { pool_kind: 1, pool_h: 2, pool_w: 2, in_h: 2, in_w: 2 },
  {
    ...{ in_h: 2, in_w: 2, out_h: 2, out_w: 2, pool_kind: 0 },
    ...{ kernel_h: 3, kernel_w: 3, pad_top: 1, pad_left: 1 },
  },
]

/** Sizes 1, offsets 0, average pooling, but for what the variant says. */
function sampleStep(
  kernel: string,
  index: number,
  variant: Readonly<Record<string, number>>,
): Step {
  const fields: Record<string, number> = {}
  for (const { name, use, type } of kernelById(kernel).fields) {
    if (use === 'reserved') continue
    const zero = use !== 'number' || /pad|offset|_at|zero_point|shift|value/.test(name)
    fields[name] = zero ? 0 : name === 'out_multiplier' && type === 's32' ? 2 ** 30 : 1
  }
  const usual = { out: 32, pool_kind: 2, out_lo: -128, out_hi: 127, ...variant }
  for (const [name, value] of Object.entries(usual)) if (name in fields) fields[name] = value
  return {
    name: `${kernel.replace(/^nn_/, '')}_${index}`,
    op: kernel,
    nodes: ['node'],
    kernel,
    fields,
    rows: { first: 0, count: fields['out_h'] ?? 1, inAt: 0, outAt: 0 },
  }
}

/** All of `taken` of each kernel; 8-bit boards' kernels make an 8-bit program. */
function sampleProgram(kernels: readonly string[], taken: typeof variants): Program {
  const target = kernels.some((id) => id.includes('_u8')) ? 'avr' : 'c'
  const layout = target === 'avr' ? 'rows' : 'nhwc'
  const quantization = { scale: 1 / 255, zeroPoint: -128 }
  const data = new Uint8Array(constantBytes)
  const view = new DataView(data.buffer)
  view.setInt32(4, 2 ** 30, true)
  view.setInt16(8, -3, true)
  return {
    target,
    input: { offset: 0, bytes: 32, shape: [4, 8, 1], quantization, layout },
    output: { offset: 32, bytes: 10, shape: [10], quantization, layout },
    steps: kernels.flatMap((kernel, i) =>
      taken.map((variant, v) => sampleStep(kernel, i * taken.length + v, variant)),
    ),
    constants: [
      {
        id: 'all',
        bytes: constantBytes,
        content: 'weights',
        nodes: ['node'],
        offset: 0,
        data,
      },
    ],
    constantBytes,
    arenaBytes,
  }
}

const graph: Graph = {
  name: 'sample',
  ops: [],
  input: 'node',
  output: 'node',
  preprocessing: defaultPreprocessing,
}
const empty: Budget = { bytes: 0, limitBytes: 0, parts: [], origin: 'estimated' }

export function sampleBuild(
  boardId: string,
  kernels: readonly string[],
  name = 'sample',
  taken: typeof variants = [{}],
): Build {
  const board = boardById(boardId)
  if (!board) throw new Error(`no board ${boardId}`)
  const energy = { macJoules: 0, sramJoules: 0, dramJoules: 0, totalJoules: 0 }
  const total: Plan['total'] = {
    connections: 0,
    parameters: 0,
    macs: 0,
    activationBytes: 0,
    flashBytes: 0,
    energy,
  }
  const plan: Plan = {
    model: {
      name,
      preprocessing: defaultPreprocessing,
      nodes: [],
      outputs: ['node'],
      output: 'node',
      weights: {},
    },
    board,
    options: defaultOptions,
    target: 'c',
    loweredOps: new Map(),
    supported: true,
    diagnostics: [],
    expanded: graph,
    fused: graph,
    passes: [],
    calls: [],
    buffers: [],
    constants: [],
    inputBuffer: '',
    outputBuffer: '',
    memory: { arenaBytes, peakStep: 0, slots: [] },
    layers: [],
    total,
    flash: empty,
    ram: empty,
  }
  return {
    plan,
    ranges: {},
    calibration: { method: 'min-max', samples: 0, source: 'sample' },
    quantized: { ops: [], input: { scale: 1, zeroPoint: 0 }, output: { scale: 1, zeroPoint: 0 } },
    program: sampleProgram(kernels, taken),
  }
}
