// One pass forward through an expanded graph that keeps every value, and one back. What is made in
// TensorFlow.js belongs to the pass and is freed with it.

import * as tf from '@tensorflow/tfjs-core'
import type { Op, OpId } from '../model/graph'
import type { Role } from '../model/model'
import { batchStatisticsGradient, layerGradients, sumChannels } from './layerGradients'
import type { Backward } from './layerGradients'
import { twins } from './twins'

export type WeightTensors = ReadonlyMap<OpId, Readonly<Record<Role, tf.Tensor>>>

/** What readers get instead of an op's result, and its gradient: fake quantization. */
export interface Rounding {
  readonly round: (x: tf.Tensor) => tf.Tensor
  readonly gradient: (x: tf.Tensor, dy: tf.Tensor) => tf.Tensor
}

export interface Pass {
  /** In order; the first is the input. */
  readonly ops: readonly Op[]
  readonly weights: WeightTensors
  /** Batch norms that take the statistics of the batch. */
  readonly batchStatistics?: ReadonlySet<OpId>
  readonly roundings?: ReadonlyMap<OpId, Rounding>
}

export interface Values {
  /** Results as computed. */
  readonly raw: ReadonlyMap<OpId, tf.Tensor>
  /** Results as their readers get them. */
  readonly read: ReadonlyMap<OpId, tf.Tensor>
  /** The last op's, as its readers get it. */
  readonly last: tf.Tensor
  /** Mean and variance over this batch, where they were taken. */
  readonly statistics: ReadonlyMap<OpId, Readonly<Record<Role, tf.Tensor>>>
  readonly dispose: () => void
}

/** `given`: results of ops that the pass reads and does not have; the caller's to free. */
export function runForward(
  pass: Pass,
  input: tf.Tensor,
  given: ReadonlyMap<OpId, tf.Tensor> = new Map(),
): Values {
  const raw = new Map<OpId, tf.Tensor>()
  const read = new Map([...given].map(([id, tensor]) => [id, tf.clone(tensor)]))
  const statistics = new Map<OpId, Record<Role, tf.Tensor>>()
  pass.ops.forEach((op, i) => {
    tf.tidy(() => {
      const x = op.inputs.map((id) => valueOf(read, id))
      const own = pass.weights.get(op.id) ?? {}
      const taken = x[0] && pass.batchStatistics?.has(op.id) ? momentsOf(x[0]) : undefined
      if (taken) statistics.set(op.id, keepAll(taken))
      const value = i === 0 ? tf.clone(input) : compute(op, x, { ...own, ...taken })
      raw.set(op.id, tf.keep(value))
      read.set(op.id, tf.keep(pass.roundings?.get(op.id)?.round(value) ?? tf.clone(value)))
    })
  })
  const dispose = () => {
    for (const values of [raw, read]) tf.dispose([...values.values()])
    for (const taken of statistics.values()) tf.dispose(Object.values(taken))
  }
  return { raw, read, last: valueOf(read, pass.ops.at(-1)?.id ?? ''), statistics, dispose }
}

function compute(op: Op, x: readonly tf.Tensor[], weights: Readonly<Record<Role, tf.Tensor>>) {
  const twin = twins[op.kind]
  if (!twin) throw new Error(`no twin for ${op.kind}`)
  return twin(op, x, weights)
}

function momentsOf(x: tf.Tensor): Record<Role, tf.Tensor> {
  const count = x.size / (x.shape.at(-1) ?? 1)
  const mean = tf.div(sumChannels(x), count)
  const variance = tf.div(sumChannels(tf.square(tf.sub(x, mean))), count)
  return { mean, variance }
}

function keepAll(tensors: Record<Role, tf.Tensor>): Record<Role, tf.Tensor> {
  for (const tensor of Object.values(tensors)) tf.keep(tensor)
  return tensors
}

function valueOf(values: ReadonlyMap<OpId, tf.Tensor>, id: OpId): tf.Tensor {
  const value = values.get(id)
  if (!value) throw new Error(`${id} is read before it is computed`)
  return value
}

export interface Gradients {
  readonly weights: ReadonlyMap<OpId, Readonly<Record<Role, tf.Tensor>>>
  /** By the input; only where `trains` asked for the input op's gradient. */
  readonly input?: tf.Tensor
  readonly dispose: () => void
}

/**
 * `seed`: the gradient of the loss by the last op's result. `trains(op, role)` says which weights
 * want theirs; for the first op, with the role `input`, whether the input does.
 */
export function runBackward(
  pass: Pass,
  values: Values,
  seed: tf.Tensor,
  trains: (op: Op, role: Role) => boolean,
): Gradients {
  const wanted = wantedOps(pass.ops, trains)
  const gradients = new Map<OpId, tf.Tensor>()
  const weights = new Map<OpId, Readonly<Record<Role, tf.Tensor>>>()
  const last = pass.ops.at(-1)
  if (last) gradients.set(last.id, tf.clone(seed))
  for (const op of pass.ops.slice(1).reverse()) {
    const dy = gradients.get(op.id)
    if (!dy) continue
    tf.tidy(() => {
      const made = backward(
        pass,
        values,
        op,
        dy,
        op.inputs.map((id) => wanted.has(id)),
        trains,
      )
      for (const tensor of Object.values(made.weights ?? {})) tf.keep(tensor)
      weights.set(op.id, made.weights ?? {})
      op.inputs.forEach((id, i) => addTo(gradients, id, made.x?.[i]))
    })
    dy.dispose()
    gradients.delete(op.id)
  }
  const input = gradients.get(pass.ops[0]?.id ?? '')
  const dispose = () => {
    tf.dispose([...gradients.values()])
    for (const roles of weights.values()) tf.dispose(Object.values(roles))
  }
  return { weights, ...(input ? { input } : {}), dispose }
}

function backward(
  { weights, roundings }: Pass,
  { raw, read, statistics }: Values,
  op: Op,
  dy: tf.Tensor,
  wanted: readonly boolean[],
  trains: (op: Op, role: Role) => boolean,
): Backward {
  const taken = statistics.get(op.id)
  const gradient = taken ? batchStatisticsGradient : layerGradients[op.kind]
  if (!gradient) throw new Error(`no gradient for ${op.kind}`)
  const y = valueOf(raw, op.id)
  const forward = {
    op,
    x: op.inputs.map((id) => valueOf(read, id)),
    y,
    weights: { ...weights.get(op.id), ...taken },
  }
  const through = roundings?.get(op.id)?.gradient(y, dy) ?? dy
  return gradient(forward, through, wanted, (role) => trains(op, role))
}

function addTo(gradients: Map<OpId, tf.Tensor>, id: OpId, part: tf.Tensor | undefined): void {
  if (!part) return
  const before = gradients.get(id)
  gradients.set(id, tf.keep(before ? tf.add(before, part) : part))
  before?.dispose()
}

/** Ops by whose result something that trains is computed. */
function wantedOps(ops: readonly Op[], trains: (op: Op, role: Role) => boolean): ReadonlySet<OpId> {
  const wanted = new Set<OpId>()
  ops.forEach((op, i) => {
    const own = i === 0 ? trains(op, 'input') : Object.keys(op.weights).some((r) => trains(op, r))
    if (own || op.inputs.some((id) => wanted.has(id))) wanted.add(op.id)
  })
  return wanted
}
