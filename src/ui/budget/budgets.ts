// The budgets of the strip, in one form: figure, limit, parts, how it is written.

import type { Origin, Plan } from '../../compile/plan'
import type { BudgetId } from '../../store/session'
import { formatBytes, formatEnergy, formatExactBytes } from '../format'

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
  readonly originTitle: string
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

export function budgetsOf(plan: Plan): readonly MeterBudget[] {
  const { energy } = plan.total
  return [
    memoryBudget('flash', 'Flash', plan),
    memoryBudget('ram', 'RAM', plan),
    {
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
      note: 'Operations and memory accesses of one inference at 45 nm, weights from DRAM, by equations (2)–(4) of MoTransFrame (2020). A whole board draws far more.',
      format: formatEnergy,
      exact: formatEnergy,
    },
  ]
}
