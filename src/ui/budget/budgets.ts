// The budgets of the strip, in one form: figure, limit, parts, how it is written.

import { boardEnergyJoules } from '../../boards/energy'
import { kernelsText, latencyAmount, latencyBasis, latencyLimit } from '../../compile/latencyText'
import type { Latency, Origin, Plan } from '../../compile/plan'
import type { BudgetId } from '../../store/session'
import { formatBytes, formatCount, formatEnergy, formatExactBytes, formatTime } from '../format'
import { shortName } from '../parts/planIndex'

export interface MeterPart {
  readonly id: string
  readonly label: string
  readonly amount: number
}

export interface MeterBudget {
  readonly id: BudgetId
  readonly name: string
  readonly amount: number
  readonly limit?: number
  readonly parts: readonly MeterPart[]
  readonly origin: Origin
  readonly originMore?: string
  readonly originTitle: string
  /** What is counted, where there is no limit to stand against. */
  readonly standing?: string
  readonly note: string
  readonly format: (amount: number) => string
  readonly exact: (amount: number) => string
}

const originTitles: Record<Origin, string> = {
  measured: 'Measured with the real compiler and linker',
  simulated: 'Run on an emulated board',
  estimated: 'Rests in part on estimates',
  planned: 'Follows exactly from the plan',
}

function memoryBudget(id: 'flash' | 'ram', name: string, plan: Plan): MeterBudget {
  const budget = plan[id]
  const guessed = budget.parts.filter((part) => part.origin === 'estimated' && part.bytes > 0)
  const what =
    guessed.length > 0
      ? `Estimated: ${guessed.map((part) => part.label).join(', ')}. The other parts are exact or measured.`
      : 'Every part is exact or measured.'
  return {
    id,
    name,
    amount: budget.bytes,
    limit: budget.limitBytes,
    parts: budget.parts
      .filter((part) => part.bytes > 0)
      .map((part) => ({ id: part.id, label: part.label, amount: part.bytes })),
    origin: budget.origin,
    originTitle: originTitles[budget.origin],
    note: `KB = 1,024 B. ${what}`,
    format: formatBytes,
    exact: formatExactBytes,
  }
}

/** More layers than colors: the quickest are one part. */
const mostParts = 8

/** Each layer's share of an amount that goes with its cycles. */
function partsByTime({ layers, model }: Plan, { cycles: all }: Latency, amount: number) {
  const names = new Map(model.nodes.map(({ id, name }) => [id, name]))
  const parts = layers
    .filter(({ cycles = 0 }) => cycles > 0)
    .map(({ node, cycles = 0 }) => ({
      id: node,
      label: shortName(names.get(node) ?? node),
      amount: (amount * cycles) / all,
    }))
  const kept = [...parts].sort((a, b) => b.amount - a.amount)
  const few = new Set(kept.slice(mostParts - 1))
  if (parts.length <= mostParts) return parts
  const rest = kept.slice(mostParts - 1).reduce((sum, part) => sum + part.amount, 0)
  return [
    ...parts.filter((part) => !few.has(part)),
    { id: 'rest', label: `${few.size} other layers`, amount: rest },
  ]
}

function latencyBudget(plan: Plan, latency: Latency): MeterBudget {
  const { board } = plan
  const basis = latencyBasis(latency, board)
  return {
    id: 'latency',
    name: 'Latency',
    amount: latency.seconds,
    parts: partsByTime(plan, latency, latency.seconds),
    origin: latency.origin,
    originMore: latencyLimit(latency),
    originTitle: basis,
    note: [`${latencyAmount(latency, board)}. ${basis}`, kernelsText(plan) ?? []].flat().join(' '),
    format: formatTime,
    exact: (seconds) => `${formatCount(Math.round(seconds * board.clockHz))} cycles`,
  }
}

function boardEnergyBudget(plan: Plan, latency: Latency): MeterBudget {
  const joules = boardEnergyJoules(plan.board, latency.seconds)
  const power = `${plan.board.activePowerWatts}\u00a0W`
  const operations = formatEnergy(plan.total.energy.totalJoules)
  return {
    id: 'energy',
    name: 'Energy',
    amount: joules,
    parts: partsByTime(plan, latency, joules),
    origin: 'estimated',
    originTitle: `What the board draws: latency × ${power}`,
    standing: 'board, per inference',
    note: `What the whole board draws: ${formatTime(latency.seconds)} × ${power}. The operations alone would take ${operations} on a 45 nm chip.`,
    format: formatEnergy,
    exact: formatEnergy,
  }
}

function operationEnergyBudget({ total: { energy } }: Plan): MeterBudget {
  return {
    id: 'energy',
    name: 'Energy',
    amount: energy.totalJoules,
    parts: [
      { id: 'compute', label: 'compute', amount: energy.macJoules },
      { id: 'sram', label: 'SRAM', amount: energy.sramJoules },
      { id: 'dram', label: 'DRAM', amount: energy.dramJoules },
    ],
    origin: 'estimated',
    originTitle: 'Operation energy of a 45 nm chip, equations (2)–(4) of MoTransFrame',
    standing: 'operations only',
    note: 'Operations and memory accesses of one inference at 45 nm, weights from DRAM, by equations (2)–(4) of MoTransFrame (2020). A whole board draws far more.',
    format: formatEnergy,
    exact: formatEnergy,
  }
}

/** Latency, and with it what the board draws, only where the board's core has a model. */
export function budgetsOf(plan: Plan): readonly MeterBudget[] {
  const { latency } = plan
  return [
    memoryBudget('flash', 'Flash', plan),
    memoryBudget('ram', 'RAM', plan),
    ...(latency
      ? [latencyBudget(plan, latency), boardEnergyBudget(plan, latency)]
      : [operationEnergyBudget(plan)]),
  ]
}
