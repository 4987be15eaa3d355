// Flash, RAM, latency, energy against the board, always in sight; each opens its parts.

import type { CSSProperties } from 'react'
import { project } from '../../store/project'
import { useStore } from 'zustand'
import { useDerived, useTrained } from '../parts/useDerived'
import { budgetsOf } from './budgets'
import { Meter } from './Meter'
import './budget.css'

export function BudgetStrip() {
  const { plan } = useDerived()
  const trained = useTrained()
  const editing = useStore(project, (state) => state.preview !== null)
  const budgets = budgetsOf(plan)
  const before = editing ? budgetsOf(trained.plan) : budgets
  return (
    <section
      className="strip"
      aria-label="Budget"
      style={{ '--meters': budgets.length } as CSSProperties}
    >
      {budgets.map((budget, at) => (
        <Meter
          key={budget.id}
          budget={budget}
          supported={plan.supported}
          difference={budget.amount - (before[at]?.amount ?? budget.amount)}
        />
      ))}
    </section>
  )
}
