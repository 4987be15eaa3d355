// Operation energy by the paper's equations, layer by layer, and int8 beside float32.

import { Fragment, useState } from 'react'
import type { Energy } from '../../boards/energy'
import { boardEnergyJoules } from '../../boards/energy'
import { latencyLimit } from '../../compile/latencyText'
import { formatCount, formatEnergy, formatTime } from '../format'
import { NeedsEveryLayer } from '../parts/NeedsEveryLayer'
import { OriginMark } from '../parts/OriginMark'
import { indexOf, shortName } from '../parts/planIndex'
import { Segments } from '../parts/Segments'
import { useDerived } from '../parts/useDerived'
import { TableHead } from '../parts/TableHead'
import { Swatch } from '../parts/Swatch'
import { planEnergy } from './planEnergy'
import type { LayerEnergy } from './planEnergy'
import './energy.css'

const parts = [
  { key: 'macJoules', label: 'compute', color: 'var(--c2)' },
  { key: 'sramJoules', label: 'SRAM', color: 'var(--c1)' },
  { key: 'dramJoules', label: 'DRAM', color: 'var(--c8)' },
] as const

function Bars({ layers, total }: { layers: readonly LayerEnergy[]; total: Energy }) {
  const { node } = indexOf(useDerived().plan)
  const most = Math.max(...layers.map(({ energy }) => energy.totalJoules))
  return (
    <div className="enbars">
      {layers.map(({ node: id, energy }) => (
        <Fragment key={id}>
          <span className="lab" title={node.get(id)?.name}>
            {shortName(node.get(id)?.name ?? id)}
          </span>
          <span
            className="bar"
            title={parts.map((p) => `${p.label} ${formatEnergy(energy[p.key])}`).join(', ')}
          >
            {parts.map(
              ({ key, color }) =>
                energy[key] > 0 && (
                  <i
                    key={key}
                    style={{ width: `${(96 * energy[key]) / most}%`, background: color }}
                  />
                ),
            )}
          </span>
          <span className="val">{formatEnergy(energy.totalJoules)}</span>
        </Fragment>
      ))}
      <span className="legend">
        {parts.map(({ key, label, color }) => (
          <span key={key}>
            <Swatch color={color} />
            {label} {formatEnergy(total[key])}
          </span>
        ))}
      </span>
    </div>
  )
}

function NumberTypes({ int8, float }: { int8: Energy; float: Energy }) {
  const rows = [
    ['Compute', 'macJoules'],
    ['SRAM', 'sramJoules'],
    ['DRAM', 'dramJoules'],
  ] as const
  return (
    <table className="grid">
      <TableHead columns={['', 'int8', 'float32']} />
      <tbody>
        {rows.map(([label, key]) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td className="n">{formatEnergy(int8[key])}</td>
            <td className="n">{formatEnergy(float[key])}</td>
          </tr>
        ))}
        <tr className="sum">
          <th scope="row">Sum</th>
          <td className="n">{formatEnergy(int8.totalJoules)}</td>
          <td className="n">{formatEnergy(float.totalJoules)}</td>
        </tr>
      </tbody>
    </table>
  )
}

/** What a battery feels, where the latency is known. */
function BoardEnergy({ operations }: { operations: number }) {
  const { board, latency } = useDerived().plan
  if (!latency) return null
  const joules = boardEnergyJoules(board, latency.seconds)
  const times = Number((joules / operations).toPrecision(2))
  return (
    <div className="en-board">
      <h3>
        Board energy <OriginMark origin="estimated" more={latencyLimit(latency)} />
      </h3>
      <p className="en-sum">
        <b>{formatTime(latency.seconds)}</b> × <b>{board.activePowerWatts}&nbsp;W</b> ={' '}
        <b>{formatEnergy(joules)}</b>
      </p>
      <p className="hint">
        What a battery feels: the whole board draws its active power for all of that time, about{' '}
        {formatCount(times)} times the operations alone.
      </p>
    </div>
  )
}

export function EnergyPanel() {
  const { plan } = useDerived()
  const [source, setSource] = useState<'dram' | 'chip'>('dram')
  if (!plan.supported) return <NeedsEveryLayer what="Energy" />
  const weightsFromDram = source === 'dram'
  const int8 = planEnergy(plan, { bits: 8, weightsFromDram })
  const float = planEnergy(plan, { bits: 32, weightsFromDram })
  return (
    <div className="p-energy">
      <div className="en-main">
        <h3>
          Operation energy <b className="fig">{formatEnergy(int8.total.totalJoules)}</b>
          <span className="en-origin">
            <OriginMark origin="estimated" more="45 nm, equations (2)–(4)" />
          </span>
          <span className="grow" />
          <Segments
            className="seg tiny"
            label="Weights come from"
            shownLabel="Weights from"
            choices={[
              { value: 'dram', label: 'DRAM' },
              { value: 'chip', label: 'on-chip flash' },
            ]}
            value={source}
            onChange={setSource}
          />
        </h3>
        <Bars
          layers={int8.layers.filter(({ energy }) => energy.totalJoules > 0)}
          total={int8.total}
        />
      </div>
      <div className="en-side" role="group" tabIndex={0} aria-label="Energy of other ways to count">
        <BoardEnergy operations={int8.total.totalJoules} />
        <h3>int8 against float32</h3>
        <NumberTypes int8={int8.total} float={float.total} />
        <p className="hint">
          Energy of the operations themselves on a 45 nm chip, after MoTransFrame (2020). Memory is
          charged per word by its share of a 64-bit access, in the smallest SRAM that holds all
          weights and the largest activation. A whole board draws orders of magnitude more.
        </p>
      </div>
    </div>
  )
}
