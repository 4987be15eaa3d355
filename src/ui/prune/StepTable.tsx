// The steps as rows: zeros, bytes, accuracy. A click shows a step in the whole page.

import { useStore } from 'zustand'
import { choosePruning, choosingJob, dropPruning } from '../../store/pruning'
import type { PruneRow } from '../../store/pruning'
import { formatBytes, formatExactBytes, formatPercent } from '../format'
import { usePruning } from './usePruning'
import { TableHead } from '../parts/TableHead'

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
      <TableHead
        columns={[
          'Step',
          state.choice.by === 'levels' && 'Below',
          { text: 'Zeros', hint: 'As int8 has them: also weights that round to zero' },
          { text: 'Dense', hint: 'A byte per weight, as in the sketch', name: 'dense' },
          { text: 'Stored', hint: 'With indices, each layer in its smallest form' },
          'float',
          'int8',
        ]}
      />
      <tbody>
        {table.rows.map((row, at) => (
          <Step key={row.step.name} row={row} at={at} chosen={at === chosen} />
        ))}
      </tbody>
    </table>
  )
}
