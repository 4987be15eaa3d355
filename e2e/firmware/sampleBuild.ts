// A build of given kernels without a model behind it: every step computes a value or two. What a sketch of
// it weighs is what kernels, calls and the rest of a sketch weigh.

import { boardById } from '../../src/boards/index'
import type { Build } from '../../src/compile/build'
import type { Budget, Plan } from '../../src/compile/plan'
import { defaultOptions } from '../../src/compile/plan'
import { kernelById } from '../../src/kernels/kernels'
import type { StepCase } from '../../src/kernels/testing/randomSteps'
import type { Graph } from '../../src/model/graph'
import { defaultPreprocessing } from '../../src/model/model'
import type { PlacedConstant, Program, Step } from '../../src/model/program'

const arenaBytes = 64
const constantBytes = 1024
const inputShape = [4, 8, 1]

type Fields = Readonly<Record<string, number>>

/** Sizes 1, offsets 0, average pooling, but for what the variant says. */
function sampleStep(kernel: string, index: number, variant: Fields): Step {
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
function sampleProgram(kernels: readonly string[], taken: readonly Fields[]): Program {
  const target = kernels.some((id) => id.includes('_u8')) ? 'avr' : 'c'
  const layout = target === 'avr' ? 'rows' : 'nhwc'
  const quantization = { scale: 1 / 255, zeroPoint: -128 }
  const data = new Uint8Array(constantBytes)
  const view = new DataView(data.buffer)
  view.setInt32(4, 2 ** 30, true)
  view.setInt16(8, -3, true)
  return {
    target,
    input: { offset: 0, bytes: 32, shape: inputShape, quantization, layout },
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
  taken: readonly Fields[] = [{}],
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

/** A build of these very steps, one behind the other, each in the same arena. */
export function stepsBuild(boardId: string, steps: readonly StepCase[]): Build {
  const build = sampleBuild(
    boardId,
    steps.map(({ kernel }) => kernel),
  )
  let constantBytes = 0
  const constants: PlacedConstant[] = []
  const moved = steps.map((step, i): Step => {
    const fields: Record<string, number> = { ...step.fields }
    for (const { name, use } of kernelById(step.kernel).fields)
      if (use === 'model') fields[name] = (fields[name] ?? 0) + constantBytes
    const place = { offset: constantBytes, bytes: step.model.length, data: step.model }
    constants.push({ id: `c${i}`, content: 'weights', nodes: ['node'], ...place })
    constantBytes += Math.ceil(step.model.length / 4) * 4
    return { ...build.program.steps[i]!, fields, rows: step.rows }
  })
  const most = Math.max(arenaBytes, ...steps.map(({ arena }) => arena.length))
  const program = { ...build.program, steps: moved, constants, constantBytes, arenaBytes: most }
  return { ...build, program }
}

/** All rows of all steps are one stream; the input arrives at once or by rows. */
export function streamBuild(
  boardId: string,
  kernels: readonly string[],
  inputByRows: boolean,
): Build {
  const [in_h = 1, in_w = 1] = inputShape
  const whole = { in_h, in_w, out_h: in_h, out_w: in_w }
  const build = sampleBuild(boardId, kernels, 'sample', [whole])
  const windows = kernels.map(() => in_h)
  const stream = { calls: kernels.length, windows, inputByRows }
  return { ...build, program: { ...build.program, stream } }
}
