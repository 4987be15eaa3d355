// Ops become kernel calls: buffers, constants and every field that follows from shapes. Nothing
// here depends on weights or ranges. On 8-bit boards it also keeps track of the order in which the
// values of a buffer lie, and turns them round where a reader needs another.

import { cIdentifier } from '../lib/cText'
import { layerOf } from '../layers/index'
import type { Lowered } from '../layers/layer'
import type { Graph, Op, OpId } from '../model/graph'
import { opTable } from '../model/graph'
import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Buffer, BufferId, Call, Constant, TargetId } from '../model/program'
import type { AvrCall } from './lowerAvr'
import { lowerArm } from './lowerArm'
import { lowerAvr } from './lowerAvr'

export interface LoweredOp {
  /** As the layer lowered it: what its `fill` takes. */
  readonly lowered: readonly Lowered[]
  /** The same calls for 8-bit boards, or for Cortex-M. */
  readonly avr?: readonly AvrCall[]
  readonly arm?: readonly Lowered[]
}

export interface LoweredGraph {
  readonly calls: readonly Call[]
  readonly buffers: readonly Buffer[]
  readonly constants: readonly Constant[]
  /** Which buffer holds an op's result; aliases share one. */
  readonly bufferOf: ReadonlyMap<OpId, BufferId>
  readonly loweredOps: ReadonlyMap<OpId, LoweredOp>
}

/**
 * How a buffer's values lie: undefined as in `nhwc`, else row × channel × column of this picture.
 * The same bytes where a picture has one column or one channel.
 */
type Order = Shape | undefined

const naturalOrder = (shape: Shape): Order =>
  shape.length === 3 && shape[1] !== 1 && shape[2] !== 1 ? shape : undefined

const sameOrder = (a: Order, b: Order) => a?.join() === b?.join()

class Lowering {
  readonly calls: Call[] = []
  readonly buffers: Buffer[] = []
  readonly constants: Constant[] = []
  readonly bufferOf = new Map<OpId, BufferId>()
  readonly loweredOps = new Map<OpId, LoweredOp>()
  readonly #orders = new Map<BufferId, Order>()
  readonly #taken = new Set<string>()
  readonly #table: ReadonlyMap<OpId, Op>

  constructor(
    readonly graph: Graph,
    readonly target: TargetId,
    readonly scratchLimit: number,
  ) {
    this.#table = opTable(graph)
  }

  run(): LoweredGraph {
    for (const op of this.graph.ops) this.#lowerOp(op)
    const output = this.#table.get(this.graph.output)
    if (output && this.target === 'avr') {
      const buffer = this.bufferOf.get(output.id) ?? ''
      const turned = this.#turn(output, buffer, naturalOrder(output.shape))
      this.bufferOf.set(output.id, turned)
    }
    return this
  }

  #lowerOp(op: Op): void {
    const layer = layerOf(op.kind)
    if (!layer) throw new Error(`no layer ${op.kind}`)
    if (op.id === this.graph.input) {
      this.#addBuffer(op, naturalOrder(op.shape))
      return
    }
    const sources = op.inputs.map((id) => this.bufferOf.get(id) ?? '')
    if (layer.alias) {
      this.bufferOf.set(op.id, sources[0] ?? '')
      return
    }
    const inputs = op.inputs.map((id) => this.#table.get(id)?.shape ?? [])
    if (this.target !== 'avr') {
      const { target } = this
      const isArm = target === 'arm' || target === 'arm-dsp'
      const lowered = layer.lower?.(op, inputs, isArm ? 'c' : target) ?? []
      const { scratchLimit } = this
      const to = { target, scratchLimit }
      const arm = isArm ? lowered.map((call) => lowerArm(call, inputs, to)) : undefined
      this.loweredOps.set(op.id, { lowered, ...(arm && { arm }) })
      this.#addBuffer(op, undefined)
      this.#addCalls(op, arm ?? lowered, sources)
      return
    }
    const lowered = layer.lower?.(op, inputs, 'c') ?? []
    const picture = pictureRead(inputs, this.#orders.get(sources[0] ?? ''))
    const avr = lowered.map((call) => lowerAvr(call, { inputs, output: op.shape, picture }))
    this.loweredOps.set(op.id, { lowered, avr })
    const plain = avr.some(({ order }) => order === 'nhwc')
    const read = sources.map((buffer, i) => {
      if (avr.some((call) => call.picture)) return buffer
      return this.#turn(op, buffer, plain ? undefined : naturalOrder(inputs[i] ?? []))
    })
    const outBytes = Math.max(0, ...avr.map((call) => call.outBytes ?? 0))
    this.#addBuffer(op, plain ? undefined : naturalOrder(op.shape), outBytes)
    this.#addCalls(op, avr, read)
  }

  #addBuffer(op: Op, order: Order, room = 0): void {
    const bytes = Math.max(room, shapeSize(op.shape))
    this.bufferOf.set(op.id, op.id)
    this.buffers.push({ id: op.id, bytes, nodes: op.nodes, shape: op.shape })
    this.#orders.set(op.id, order)
  }

  /** A C identifier that no other call has, from the names of the layers that the call computes. */
  #name(op: Op, suffix: string): string {
    const stem = cIdentifier(`${op.owner}${suffix}`, 'layer')
    let name = stem
    for (let n = 2; this.#taken.has(name); n++) name = `${stem}_${n}`
    this.#taken.add(name)
    return name
  }

  #addCalls(op: Op, lowered: readonly Lowered[], sources: readonly BufferId[]): void {
    lowered.forEach((call, part) => {
      const name = this.#name(op, lowered.length > 1 ? `_${part + 1}` : '')
      const own = Object.entries(call.constants).map(([field, { content, bytes }]) => {
        this.constants.push({ id: `${name}.${field}`, bytes, content, nodes: op.nodes })
        return [field, `${name}.${field}`] as const
      })
      const bufferFor = (field: string, which: Lowered['buffers'][string]) => {
        if (which === 'out') return op.id
        if (typeof which === 'number') return sources[which] ?? ''
        const id = `${name}.${field}`
        const bytes = which.scratch
        this.buffers.push({ id, bytes, nodes: op.nodes, shape: [bytes], scratch: true })
        return id
      }
      this.calls.push({
        name,
        op: op.id,
        nodes: op.nodes,
        owner: op.owner,
        kernel: call.kernel,
        fields: call.fields,
        buffers: Object.fromEntries(
          Object.entries(call.buffers).map(([field, which]) => [field, bufferFor(field, which)]),
        ),
        constants: Object.fromEntries(own),
        inPlace: call.inPlace,
        rows: { first: 0, count: call.rows, inAt: 0, outAt: 0 },
        part,
      })
    })
  }

  /** The buffer itself, or a new one in which its values lie in the wanted order. */
  #turn(op: Op, buffer: BufferId, wanted: Order): BufferId {
    const order = this.#orders.get(buffer)
    if (sameOrder(order, wanted)) return buffer
    const plain = order ? this.#transpose(op, buffer, order, 'nhwc') : buffer
    return wanted ? this.#transpose(op, plain, wanted, 'rows') : plain
  }

  #transpose(op: Op, from: BufferId, picture: Shape, to: 'nhwc' | 'rows'): BufferId {
    const [h = 1, w = 1, c = 1] = picture
    const name = this.#name(op, `_${to}`)
    const id = `${name}.${to}`
    this.buffers.push({ id, bytes: h * w * c, nodes: op.nodes, shape: picture })
    this.#orders.set(id, to === 'rows' ? picture : undefined)
    this.calls.push({
      name,
      op: op.id,
      nodes: op.nodes,
      owner: op.owner,
      kernel: 'nn_transpose_u8',
      fields: to === 'rows' ? { columns: w, depth: c } : { columns: c, depth: w },
      buffers: { in: from, out: id },
      constants: {},
      rows: { first: 0, count: h, inAt: 0, outAt: 0 },
    })
    return id
  }
}

/** The picture in whose order the only input lies, where that input is one vector. */
function pictureRead(inputs: readonly Shape[], order: Order): Order {
  const [input = []] = inputs
  const isVector = inputs.length === 1 && shapeSize(input) === input.at(-1)
  return isVector ? order : undefined
}

/** No call of a Cortex-M takes more than `scratchLimit` bytes of scratch memory. */
export function lowerGraph(graph: Graph, target: TargetId, scratchLimit = Infinity): LoweredGraph {
  return new Lowering(graph, target, scratchLimit).run()
}
