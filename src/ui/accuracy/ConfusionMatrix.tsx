// Which class is taken for which: int8, float, or what int8 changes.

import { useState } from 'react'
import type { CSSProperties } from 'react'
import type { Outcome } from '../../store/testAccuracy'
import { formatCount, formatDifference } from '../format'
import { Segments } from '../parts/Segments'

type Labelled = NonNullable<Outcome['evaluation']['accuracy']['labelled']>
type View = 'int8' | 'float' | 'change'

const mostClasses = 20

function cells({ int8Confusion, floatConfusion }: Labelled, view: View) {
  if (view === 'int8') return int8Confusion
  if (view === 'float') return floatConfusion
  return int8Confusion.map((row, actual) =>
    row.map((count, predicted) => count - (floatConfusion[actual]?.[predicted] ?? 0)),
  )
}

function Cell({
  count,
  largest,
  diagonal,
  view,
  title,
}: {
  count: number
  largest: number
  diagonal: boolean
  view: View
  title: string
}) {
  const share = largest > 0 ? Math.abs(count) / largest : 0
  const text = count === 0 ? '' : view === 'change' ? formatDifference(count, String) : count
  if (diagonal && view !== 'change')
    return (
      <td className="diag" title={title}>
        {count}
      </td>
    )
  return (
    <td
      style={{ '--h': (0.55 * share).toFixed(2) } as CSSProperties}
      className={share === 1 && view !== 'change' ? 'hi' : ''}
      title={title}
    >
      {text}
    </td>
  )
}

export function ConfusionMatrix({
  labelled,
  names,
}: {
  labelled: Labelled
  names: readonly string[] | undefined
}) {
  const [view, setView] = useState<View>('int8')
  const matrix = cells(labelled, view)
  const name = (label: number) => names?.[label] ?? String(label)
  const off = matrix.flatMap((row, r) => row.filter((_, c) => view === 'change' || c !== r))
  const largest = Math.max(0, ...off.map(Math.abs))
  const total = matrix.flat().reduce((sum, count) => sum + count, 0)
  const wrong = off.reduce((sum, count) => sum + count, 0)
  return (
    <div className="acc-cm" style={{ '--classes': matrix.length } as CSSProperties}>
      <h3>
        Confusion{' '}
        <Segments
          className="seg tiny"
          label="Matrix of"
          choices={[
            { value: 'int8', label: 'int8' },
            { value: 'float', label: 'float' },
            { value: 'change', label: 'change' },
          ]}
          value={view}
          onChange={setView}
        />
      </h3>
      {matrix.length > mostClasses ? (
        <p className="hint">
          {matrix.length} classes are too many for a matrix here; recall per class says which
          suffer.
        </p>
      ) : (
        <>
          <div className="scroll">
            <table className="cm">
              <thead>
                <tr>
                  <td />
                  {matrix.map((_, c) => (
                    <th key={c} scope="col" title={name(c)}>
                      {name(c).slice(0, 2)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {matrix.map((row, r) => (
                  <tr key={r}>
                    <th scope="row" title={name(r)}>
                      {name(r).slice(0, 2)}
                    </th>
                    {row.map((count, c) => (
                      <Cell
                        key={c}
                        count={count}
                        largest={largest}
                        diagonal={r === c}
                        view={view}
                        title={`${name(r)} called ${name(c)}: ${formatCount(count)}`}
                      />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="hint">
            Rows: label. Columns: answer.{' '}
            {view !== 'change' && (
              <>
                <b>{formatCount(wrong)}</b> wrong of {formatCount(total)}.
              </>
            )}
          </p>
        </>
      )}
    </div>
  )
}
