// Right of the page: the selected layer's sizes, what they cost, its weights, its C; without a
// selection the model as a whole.

import { DiagnosticList } from '../parts/DiagnosticList'
import { layerColors } from '../parts/layerColor'
import { indexOf, kindLabel, shortName } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'
import { useDesignPart, useSession } from '../parts/useStores'
import { Swatch } from '../parts/Swatch'
import { InputSection } from './InputSection'
import { InputSize } from './InputSize'
import { ModelSection } from './ModelSection'
import { EndHere, OutputSection } from './OutputSection'
import { SizeSection } from './SizeSection'
import { NeedsTraining } from './NeedsTraining'
import { StepCode } from './StepCode'
import { StructureSection } from './StructureSection'
import { SuggestSection } from './SuggestSection'
import { TrainHint } from './TrainHint'
import { WeightSection } from './WeightSection'
import './inspector.css'

export function Inspector() {
  const { plan } = useDerived()
  const selected = useSession((state) => state.selected)
  const base = useDesignPart((design) => design.base)
  const { cost, node: nodes } = indexOf(plan)
  const node = selected === null ? undefined : nodes.get(selected)
  const own = node && cost.get(node.id)
  if (!node || !own)
    return (
      <aside className="inspector" aria-label="Inspector">
        <ModelSection />
      </aside>
    )
  const trained = base.nodes.find(({ id }) => id === node.id)
  const troubles = plan.diagnostics.filter(({ where }) => where?.node === node.name)
  const color = layerColors(plan).get(node.id) ?? 'var(--line-strong)'
  return (
    <aside className="inspector" aria-label="Inspector">
      <header>
        {node.kind !== 'input' && <Swatch color={color} />}
        <h2 title={node.name}>{shortName(node.name)}</h2>
        <span className="kind" title={kindLabel(node)}>
          {kindLabel(node)}
        </span>
        <span className="grow" />
        {own.step !== undefined && (
          <span className="muted">
            step {own.step + 1} of {plan.calls.length}
          </span>
        )}
      </header>
      <TrainHint />
      {troubles.length > 0 && (
        <section>
          <DiagnosticList diagnostics={troubles} />
        </section>
      )}
      <SuggestSection node={node.id} />
      <NeedsTraining node={node} />
      {node.kind === 'input' ? (
        <>
          <InputSize key={node.id} node={node} />
          <InputSection />
        </>
      ) : (
        <>
          <SizeSection key={node.id} node={node} cost={own} />
          {trained && <StructureSection key={`${node.id} structure`} node={trained} />}
        </>
      )}
      {node.id === plan.model.output && <OutputSection />}
      {!plan.supported && own.shape && node.kind !== 'input' && node.id !== plan.model.output && (
        <EndHere node={node.id} />
      )}
      <WeightSection node={node} color={color} />
      {own.step !== undefined && <StepCode step={own.step} />}
    </aside>
  )
}
