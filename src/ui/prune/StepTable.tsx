// The steps as rows: zeros, bytes, accuracy. A click shows a step in the whole page.

import { useStore } from 'zustand'
import { choosePruning, choosingJob, dropPruning } from '../../store/pruning'
import type { PruneRow } from '../../store/pruning'
import { formatBytes, formatExactBytes, formatPercent } from '../format'
import { usePruning } from './usePruning'

const percent = (value: number | undefined): string =>
  value === undefined ? '–' : formatPercent(value / 100, 1)

function Step({ row, at, chosen }: { row: PruneRow; at: number; chosen: boolean }) {
  const { step, size, floatPercent, int8Percent } = row
  const toggle = () => (chosen ? dropPruning() : void choosePruning(at))
  return (
    <tr className={chosen ? 'chosen' : undefined} onClick={toggle}>
      <th scope="row">
        <button
          type="button"
          aria-pressed={chosen}
          title={chosen ? 'Back to the model as it is' : `Show ${step.name} in the whole page`}
          onClick={(event) => (event.stopPropagation(), toggle())}
        >
          {step.name}
        </button>
      </th>
      <LevelCell step={step} />
      <td className="n">{size ? formatPercent(size.zeros / size.weights) : '–'}</td>
      <td className="n dense" title={size && formatExactBytes(size.denseBytes)}>
        {size ? formatBytes(size.denseBytes) : '–'}
      </td>
      <td className="n" title={size && formatExactBytes(size.storedBytes)}>
        {size ? formatBytes(size.storedBytes) : '–'}
      </td>
      <td className="n">{percent(floatPercent)}</td>
      <td className="n">{percent(int8Percent)}</td>
    </tr>
  )
}

function LevelCell({ step }: Pick<PruneRow, 'step'>) {
  if (!('level' in step.pruning)) return null
  return <td className="n">{step.deviations}&nbsp;σ</td>
}

export function StepTable() {
  const { table, chosen, state } = usePruning()
  const choosing = useStore(choosingJob.store, (job) => job.running !== null)
  return (
    <table className="grid" aria-busy={choosing}>
      <thead>
        <tr>
          <th scope="col">Step</th>
          {state.choice.by === 'levels' && (
            <th scope="col" className="n">
              Below
            </th>
          )}
          <th scope="col" className="n" title="As int8 has them: also weights that round to zero">
            Zeros
          </th>
          <th scope="col" className="n dense" title="A byte per weight, as in the sketch">
            Dense
          </th>
          <th scope="col" className="n" title="With indices, each layer in its smallest form">
            Stored
          </th>
          <th scope="col" className="n">
            float
          </th>
          <th scope="col" className="n">
            int8
          </th>
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, at) => (
          <Step key={row.step.name} row={row} at={at} chosen={at === chosen} />
        ))}
      </tbody>
    </table>
  )
}
