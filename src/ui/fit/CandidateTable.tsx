// The candidates as rows. A click shows one in the whole page, where its model is at hand.

import { fitting } from '../../store/fitting'
import { percentOf } from '../../store/fitRun'
import type { FitCandidate } from '../../fit/fitOptions'
import { formatBytes, formatCount, formatExactBytes, formatPercent, formatTime } from '../format'
import { Icon } from '../parts/Icon'
import { TableHead } from '../parts/TableHead'
import type { Candidates } from './useFitting'

function Marks({ one, found }: { one: FitCandidate; found: Candidates }) {
  const { run, best, inUse } = found
  return (
    <td className="marks">
      {!one.fits && (
        <span className="bad-t" title="Too big for the budgets">
          <Icon name="bad" /> too big
        </span>
      )}
      {one === best && one.fits && <span className="pill accent">best</span>}
      {one === best && !one.fits && <span className="pill">nearest</span>}
      {one === inUse && <span className="pill">in use</span>}
      {one.pareto && one !== best && (
        <span className="pill" title="No other is at least as good in accuracy and all costs">
          Pareto
        </span>
      )}
      {run.phase !== 'ended' && one.steps === 0 && run.labelled && (
        <span className="muted">untrained</span>
      )}
    </td>
  )
}

function Row({ one, found }: { one: FitCandidate; found: Candidates }) {
  const { run, chosen } = found
  const known = run.models.has(one.id) && run.phase === 'ended'
  const percent = percentOf(one)
  const toggle = () => {
    if (one === chosen) fitting.drop()
    else if (known) fitting.choose(one.id)
  }
  const { flashBytes, ramBytes, latencySeconds } = one.cost
  return (
    <tr
      className={`${one === chosen ? 'chosen' : ''}${known ? ' known' : ''}`}
      onClick={known ? toggle : undefined}
    >
      <th scope="row">
        <button
          type="button"
          aria-pressed={one === chosen}
          disabled={!known}
          title={
            known
              ? `${one.label}: show it in the whole page`
              : `${one.label}: another is better in everything, so its model is not kept`
          }
          onClick={(event) => (event.stopPropagation(), toggle())}
        >
          {one.id}. {one.label}
        </button>
      </th>
      <td className="n" title={formatExactBytes(flashBytes)}>
        {formatBytes(flashBytes)}
      </td>
      <td className="n" title={formatExactBytes(ramBytes)}>
        {formatBytes(ramBytes)}
      </td>
      {latencySeconds !== undefined && <td className="n latency">{formatTime(latencySeconds)}</td>}
      <td className="n">{percent === undefined ? '–' : formatPercent(percent / 100)}</td>
      {run.labelled && <td className="n steps">{formatCount(one.steps)}</td>}
      <Marks one={one} found={found} />
    </tr>
  )
}

export function CandidateTable({ found }: { found: Candidates }) {
  const { candidates, run } = found
  const timed = candidates.some(({ cost }) => cost.latencySeconds !== undefined)
  return (
    <table className="grid">
      <TableHead
        columns={[
          'Candidate',
          'Flash',
          'RAM',
          timed && { text: 'Latency', name: 'latency' },
          run.labelled
            ? { text: 'Right', hint: 'On the samples that judge' }
            : { text: 'Same', hint: 'Answers that are those of before' },
          run.labelled && { text: 'Steps', name: 'steps' },
          '',
        ]}
      />
      <tbody>
        {candidates.map((one) => (
          <Row key={one.id} one={one} found={found} />
        ))}
      </tbody>
    </table>
  )
}
