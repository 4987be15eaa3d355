// Middle of the page: the layers in flow order, what the network amounts to, what stands in the way.

import { show } from '../../store/session'
import type { Heat } from '../../store/session'
import { formatCount } from '../format'
import { Guard } from '../parts/Guard'
import { hasUnsupported } from '../parts/planIndex'
import { Segments } from '../parts/Segments'
import { useDerived } from '../parts/useDerived'
import { useSession } from '../parts/useStores'
import { AlertBar } from './AlertBar'
import { shownHeat } from './shownHeat'
import { FindLayer } from './FindLayer'
import { graphFlow } from './loadGraph'
import './graph.css'

const heats = [
  { value: 'latency', label: 'Latency' },
  { value: 'flash', label: 'Flash' },
  { value: 'energy', label: 'Energy' },
  { value: 'macs', label: 'MACs' },
] as const satisfies readonly { value: Heat; label: string }[]

export function GraphPane() {
  const { plan } = useDerived()
  const heat = shownHeat(
    plan,
    useSession((state) => state.heat),
  )
  const layers = plan.layers.filter(
    ({ node }) => plan.model.nodes.find(({ id }) => id === node)?.kind !== 'input',
  ).length
  return (
    <section className="graph" aria-label="Graph">
      <header className="pane-head">
        <h2>Graph</h2>
        <span className="facts">
          <span>
            {formatCount(layers)} {layers === 1 ? 'layer' : 'layers'}
          </span>
          <span>
            <b>{formatCount(plan.total.parameters)}</b> parameters
          </span>
          <span>
            <b>{formatCount(plan.total.macs)}</b> MACs
          </span>
          {hasUnsupported(plan) && (
            <span className="partly" title="MACs are also without the layers behind them">
              without unsupported layers
            </span>
          )}
        </span>
        <span className="grow" />
        <Segments
          label="Heat bars show"
          shownLabel="Heat"
          choices={heats.filter(({ value }) => value !== 'latency' || plan.latency)}
          value={heat}
          onChange={(heat) => show({ heat })}
        />
        <FindLayer />
      </header>
      <AlertBar />
      <Guard fallback={<div className="flow" />}>
        <graphFlow.Component />
      </Guard>
    </section>
  )
}
