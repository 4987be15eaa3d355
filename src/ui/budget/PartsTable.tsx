// What a budget is made of.

import type { CSSProperties } from 'react'
import { formatShare } from '../format'
import type { MeterBudget } from './budgets'

const color = (at: number) => ({ '--c': `var(--c${(at % 8) + 1})` }) as CSSProperties

export function PartsTable({ budget }: { budget: MeterBudget }) {
  const { name, parts, amount, format, exact, note } = budget
  return (
    <>
      <h3>{name}, part by part</h3>
      <div className="partbar" aria-hidden="true">
        {parts.map((part, at) => (
          <i key={part.id} style={{ ...color(at), flex: (100 * part.amount) / amount }} />
        ))}
      </div>
      <table className="grid">
        <tbody>
          {parts.map((part, at) => (
            <tr key={part.id}>
              <th scope="row">
                <i className="swatch" style={color(at)} />
                {part.label}
              </th>
              <td className="n" title={exact(part.amount)}>
                {format(part.amount)}
              </td>
              <td className="n muted">{formatShare(amount > 0 ? part.amount / amount : 0)}</td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row">Sum</th>
            <td className="n" title={exact(amount)}>
              {format(amount)}
            </td>
            <td />
          </tr>
        </tbody>
      </table>
      <p className="hint">{note}</p>
    </>
  )
}
