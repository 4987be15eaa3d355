// Fills a plan's calls with what depends on weights and ranges, and lays out the constants: in the
// order of the calls, channel records before weights, each at a multiple of 4.

import { kernelById } from '../kernels/kernels'
import { layerOf } from '../layers/index'
import type { ConstantId, Layout, PlacedConstant, Program, Step } from '../model/program'
import type { Quantization, QuantizedGraph } from '../model/quantized'
import type { Filled } from '../layers/layer'
import { fillArm } from './lowerArm'
import { fillAvr } from './lowerAvr'
import type { Plan } from './plan'

const roundUp = (bytes: number) => Math.ceil(bytes / 4) * 4

/** Offsets of the constants; the whole is `constantBytes` long. */
export function placeConstants(plan: Pick<Plan, 'constants'>): {
  offsets: ReadonlyMap<ConstantId, number>
  constantBytes: number
} {
  const offsets = new Map<ConstantId, number>()
  let at = 0
  for (const constant of plan.constants) {
    offsets.set(constant.id, at)
    at += roundUp(constant.bytes)
  }
  return { offsets, constantBytes: at }
}

/** What each layer's `fill` says, by op, call by call. */
function fillOps(plan: Plan, quantized: QuantizedGraph): ReadonlyMap<string, readonly Filled[]> {
  const meaning = new Map<string, Quantization>(quantized.ops.map((q) => [q.op.id, q.output]))
  const filledOps = new Map<string, readonly Filled[]>()
  for (const q of quantized.ops) {
    const { lowered, avr, arm } = plan.loweredOps.get(q.op.id) ?? { lowered: [] }
    if (lowered.length === 0) continue
    const inputs = q.op.inputs.map((id) => meaning.get(id) ?? q.output)
    const filled = layerOf(q.op.kind)?.fill?.(q, inputs, lowered) ?? []
    if (filled.length !== lowered.length)
      throw new Error(`${q.op.id}: ${filled.length} filled calls for ${lowered.length} calls`)
    filledOps.set(
      q.op.id,
      filled.map((one, i) => {
        if (avr) return fillAvr(avr[i]!, one, q)
        return arm ? fillArm(arm[i]!, lowered[i]!, one, q) : one
      }),
    )
  }
  return filledOps
}

/** A call that only turns values round has nothing to fill in. */
const nothing: Filled = { fields: {}, constants: {} }

export function emitProgram(plan: Plan, quantized: QuantizedGraph): Program {
  const filled = fillOps(plan, quantized)
  const { offsets, constantBytes } = placeConstants(plan)
  const slots = new Map(plan.memory.slots.map((slot) => [slot.buffer, slot]))
  const declared = new Map(plan.constants.map((constant) => [constant.id, constant]))
  const constants: PlacedConstant[] = []
  const steps = plan.calls.map((call): Step => {
    const own = call.part === undefined ? nothing : filled.get(call.op)?.[call.part]
    const kernel = own?.kernel ?? call.kernel
    const fields: Record<string, number> = { ...call.fields, ...own?.fields }
    for (const [field, id] of Object.entries(call.buffers))
      fields[field] = slots.get(id)?.offset ?? -1
    for (const [field, id] of Object.entries(call.constants)) {
      const constant = declared.get(id)
      const data = own?.constants[field]
      const offset = offsets.get(id)
      if (!constant || !data || offset === undefined || data.length !== constant.bytes)
        throw new Error(
          `${call.name}: constant ${field} has ${data?.length} bytes, planned ${constant?.bytes}`,
        )
      constants.push({ ...constant, offset, data })
      fields[field] = offset
    }
    const wanted = kernelById(kernel).fields.filter((field) => field.use !== 'reserved')
    for (const { name } of wanted)
      if (fields[name] === undefined) throw new Error(`${call.name}: no ${name}`)
    /** Another kernel than planned may not need all that was planned. */
    const known = new Set(wanted.map(({ name }) => name))
    return {
      name: call.name,
      op: call.op,
      nodes: call.nodes,
      kernel,
      fields: Object.fromEntries(Object.entries(fields).filter(([name]) => known.has(name))),
      rows: call.rows,
    }
  })
  const layout: Layout = plan.target === 'avr' ? 'rows' : 'nhwc'
  const tensor = (id: string, quantization: Quantization) => {
    const slot = slots.get(id)
    const buffer = plan.buffers.find((b) => b.id === id)
    if (!slot || !buffer) throw new Error(`no buffer ${id}`)
    return { offset: slot.offset, bytes: buffer.bytes, shape: buffer.shape, quantization, layout }
  }
  return {
    target: plan.target,
    input: tensor(plan.inputBuffer, quantized.input),
    output: tensor(plan.outputBuffer, quantized.output),
    steps,
    constants: constants.sort((a, b) => a.offset - b.offset),
    constantBytes,
    arenaBytes: plan.memory.arenaBytes,
    ...(plan.stream ? { stream: plan.stream } : {}),
  }
}
