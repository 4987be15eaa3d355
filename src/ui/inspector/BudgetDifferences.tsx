// Each budget of one plan against another's.

import type { Plan } from '../../compile/plan'
import { whyMore } from '../../compile/whyMore'
import { budgetsOf } from '../budget/budgets'
import { formatDifference } from '../format'

function tone(difference: number): string {
  return difference < 0 ? 'less' : difference > 0 ? 'more' : 'same'
}

export interface BudgetDifference {
  readonly name: string
  readonly difference: number
  readonly text: string
}

export function differencesOf(from: Plan, to: Plan): readonly BudgetDifference[] {
  const before = budgetsOf(from)
  return budgetsOf(to).map(({ name, amount, format }, at) => {
    const difference = amount - (before[at]?.amount ?? amount)
    return { name, difference, text: formatDifference(difference, format) }
  })
}

export function BudgetDifferences({ from, to }: { from: Plan; to: Plan }) {
  return (
    <>
      <ul>
        {differencesOf(from, to).map(({ name, difference, text }) => (
          <li key={name}>
            <span>{name}</span>
            <b className={tone(difference)}>{text}</b>
          </li>
        ))}
      </ul>
      {whyMore(from, to).map((reason) => (
        <p key={reason} className="hint">
          {reason}
        </p>
      ))}
    </>
  )
}
