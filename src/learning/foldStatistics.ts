// Quantization-aware training needs the kernels that will be quantized: those with the batch norms
// folded in. Before training the factors move into the kernels and the batch norms become neutral;
// afterwards the model gets its batch norms back, with the statistics and gammas that it had.

import { foldBatchNorm, foldPadding, foldRescaling } from '../compile/simplify'
import { opTable } from '../model/graph'
import type { Op } from '../model/graph'
import type { Role } from '../model/model'
import type { Master, TrainingGraph } from './trainingGraph'

export interface FoldedStatistics {
  /** Masters that stay as they are while the batch norms are neutral. */
  readonly frozen: ReadonlySet<Master>
  /** The masters' values with the batch norms restored, in the masters' order. */
  readonly restore: (values: readonly Float32Array[]) => readonly Float32Array[]
}

interface Pair {
  readonly kernel: Master
  readonly bias?: Master
  readonly norm: Readonly<Record<Role, Master | undefined>>
  readonly epsilon: number
}

/** A factor below this can't be divided out again: that channel's batch norm stays neutral. */
const smallestFactor = 1e-6

/** Writes into the masters. */
export function foldStatistics(graph: TrainingGraph): FoldedStatistics {
  const folds = findPairs(graph).map(neutralize)
  return {
    frozen: new Set(folds.flatMap((fold) => fold.frozen)),
    restore: (values) => {
      const result = [...values]
      for (const { undo } of folds)
        for (const [master, data] of undo((one) => result[graph.masters.indexOf(one)] ?? one.data))
          result[graph.masters.indexOf(master)] = data
      return result
    },
  }
}

/** The convolutions and dense layers that the compiler folds a batch norm into. */
function findPairs({ expanded, masterOf }: TrainingGraph): Pair[] {
  const table = opTable(expanded)
  const folded = opTable(foldBatchNorm(foldPadding(foldRescaling(expanded))))
  return expanded.ops.flatMap((norm) => {
    const linear = table.get(norm.inputs[0] ?? '')
    const kernel = linear && masterOf(linear, 'kernel')
    const goes = norm.kind === 'batchNorm' && folded.get(norm.id)?.kind !== 'batchNorm'
    if (!goes || !kernel || !masterOf(norm, 'mean')) return []
    const roles = ['gamma', 'beta', 'mean', 'variance'].map((role) => [role, masterOf(norm, role)])
    return [
      { kernel, ...biasOf(linear, masterOf), norm: Object.fromEntries(roles), ...epsilonOf(norm) },
    ]
  })
}

function biasOf(op: Op, masterOf: TrainingGraph['masterOf']): { bias?: Master } {
  const bias = masterOf(op, 'bias')
  return bias ? { bias } : {}
}

const epsilonOf = ({ attrs }: Op) => ({ epsilon: Number(attrs['epsilon'] ?? 1e-3) })

function neutralize({ kernel, bias, norm, epsilon }: Pair) {
  const { gamma, beta, mean, variance } = norm
  const present = [gamma, beta, mean, variance].flatMap((master) => master ?? [])
  const before = new Map(present.map((master) => [master, master.data.slice()]))
  const channels = mean?.data.length ?? 0
  const old = (master: Master | undefined, c: number, otherwise: number) =>
    (master && before.get(master)?.[c]) ?? otherwise
  const factors = Float64Array.from({ length: channels }, (_, c) => {
    return old(gamma, c, 1) / Math.sqrt(old(variance, c, 1) + epsilon)
  })
  const offsets = factors.map((f, c) => old(beta, c, 0) - old(mean, c, 0) * f)
  for (let i = 0; i < kernel.data.length; i++)
    kernel.data[i] = kernel.data[i]! * factors[i % channels]!
  // Whoever can hold it holds the offset: the bias, else beta, else the mean.
  const holder = bias ?? beta ?? mean
  const sign = holder === mean ? -1 : 1
  gamma?.data.fill(1)
  beta?.data.fill(0)
  mean?.data.fill(0)
  variance?.data.fill(1 - epsilon)
  for (let c = 0; c < channels && holder; c++)
    holder.data[c] = sign * ((bias ? bias.data[c]! * factors[c]! : 0) + offsets[c]!)
  const frozen = present.filter((master) => master !== holder || holder === mean)

  const undo = (valueOf: (master: Master) => Float32Array): [Master, Float32Array][] => {
    const restorable = (c: number) => Math.abs(factors[c]!) >= smallestFactor
    const result: [Master, Float32Array][] = [
      [
        kernel,
        valueOf(kernel).map((w, i) => w / (restorable(i % channels) ? factors[i % channels]! : 1)),
      ],
    ]
    for (const master of frozen)
      result.push([master, valueOf(master).map((x, c) => (restorable(c) ? old(master, c, x) : x))])
    if (bias)
      result.push([
        bias,
        valueOf(bias).map((b, c) => (restorable(c) ? (b - offsets[c]!) / factors[c]! : b)),
      ])
    else if (beta)
      result.push([
        beta,
        valueOf(beta).map((b, c) => (restorable(c) ? b + old(mean, c, 0) * factors[c]! : b)),
      ])
    return result
  }
  return { frozen, undo }
}
