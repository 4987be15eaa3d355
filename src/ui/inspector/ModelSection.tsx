// The model as a whole, shown while no layer is selected: counts, file, what the import did.

import { formatShape } from '../../model/model'
import { formatBytes, formatCount } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { hasUnsupported, indexOf } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'
import { useDesign, useSession } from '../parts/useStores'
import { NeedsTraining } from './NeedsTraining'
import { OutputSection } from './OutputSection'
import { ScaleSection } from './ScaleSection'
import { SuggestSection } from './SuggestSection'

export function ModelSection() {
  const design = useDesign()
  const { plan, model } = useDerived()
  const report = useSession((state) => state.report)
  const { cost } = indexOf(plan)
  const input = model.nodes.find((node) => node.kind === 'input' && cost.has(node.id))
  const inputShape = input && cost.get(input.id)?.shape
  const outputShape = cost.get(model.output)?.shape
  return (
    <>
      <header>
        <h2>Model</h2>
        <span className="grow" />
        <span className="muted">no layer selected</span>
      </header>
      <SuggestSection node={null} />
      <NeedsTraining />
      <section>
        <dl className="kv">
          <dt>File</dt>
          <dd title={design.fileName}>{design.fileName}</dd>
          {report && (
            <>
              <dt>Format</dt>
              <dd>{report.format}</dd>
              <dt>Read</dt>
              <dd>{formatBytes(report.bytes)}</dd>
            </>
          )}
          {inputShape && (
            <>
              <dt>Input</dt>
              <dd>{formatShape(inputShape)}</dd>
            </>
          )}
          {outputShape && (
            <>
              <dt>Output</dt>
              <dd>{formatShape(outputShape)}</dd>
            </>
          )}
          <dt>Connections</dt>
          <dd>{formatCount(plan.total.connections)}</dd>
          <dt>Parameters</dt>
          <dd>{formatCount(plan.total.parameters)}</dd>
          <dt>MACs</dt>
          <dd>{formatCount(plan.total.macs)}</dd>
        </dl>
        {hasUnsupported(plan) && (
          <p className="hint">
            Counted without unsupported layers; connections and MACs also without those behind them.
          </p>
        )}
        <p className="hint">Select a layer in the graph to change its size and see its weights.</p>
      </section>
      {plan.supported && <ScaleSection />}
      {plan.supported && <OutputSection />}
      {report && report.diagnostics.length > 0 && (
        <section>
          <h3>What the import did</h3>
          <DiagnosticList diagnostics={report.diagnostics} />
        </section>
      )}
    </>
  )
}
