// latencyArm.json, as small as the page wants it: the names of a kernel's counts stand there once, and
// coefficients in their order.

import type { CoreLatency, KernelLatency } from './latency'

interface PackedKernel {
  readonly instructions: readonly number[]
  readonly cycles: readonly number[]
  readonly meanError: number
  readonly largestError: number
}

type PackedCore = Omit<CoreLatency, 'kernels'> & {
  readonly kernels: Readonly<Record<string, PackedKernel>>
}

export interface LatencyTable {
  /** By kernel. */
  readonly counts: Readonly<Record<string, readonly string[]>>
  readonly cores: Readonly<Record<string, PackedCore>>
}

type Cores = Readonly<Record<string, CoreLatency>>

const mapValues = <A, B>(record: Readonly<Record<string, A>>, to: (value: A, key: string) => B) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]))

const rounded = (coefficient: number) => Number(coefficient.toPrecision(4))

export function packLatency(cores: Cores): LatencyTable {
  const counts: Record<string, string[]> = {}
  for (const { kernels } of Object.values(cores))
    for (const [kernel, { instructions = {}, cycles }] of Object.entries(kernels)) {
      const names = [
        ...(counts[kernel] ?? []),
        ...Object.keys(instructions),
        ...Object.keys(cycles),
      ]
      counts[kernel] = [...new Set(names)]
    }
  const pack = ({ instructions = {}, cycles, ...errors }: KernelLatency, kernel: string) => {
    const inOrder = (coefficients: Readonly<Record<string, number>>) =>
      (counts[kernel] ?? []).map((name) => rounded(coefficients[name] ?? 0))
    return { instructions: inOrder(instructions), cycles: inOrder(cycles), ...errors }
  }
  return {
    counts,
    cores: mapValues(cores, (core) => ({ ...core, kernels: mapValues(core.kernels, pack) })),
  }
}

export function unpackLatency({ counts, cores }: LatencyTable): Cores {
  const unpack = ({ instructions, cycles, ...errors }: PackedKernel, kernel: string) => {
    const named = (coefficients: readonly number[]) =>
      Object.fromEntries(
        coefficients.flatMap((value, i) => (value ? [[counts[kernel]?.[i] ?? '', value]] : [])),
      )
    return { instructions: named(instructions), cycles: named(cycles), ...errors }
  }
  return mapValues(cores, (core) => ({ ...core, kernels: mapValues(core.kernels, unpack) }))
}
