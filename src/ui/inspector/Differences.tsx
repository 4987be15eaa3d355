// What an edit yields in each budget: moved, against the trained model; idle, what one step would save.

import { derive, isEdited, trainedDesign } from '../../store/derive'
import { withWidth } from '../../store/project'
import type { Node } from '../../model/model'
import type { Plan } from '../../compile/plan'
import { whyMore } from '../../compile/whyMore'
import { tryChange } from '../../store/tryChange'
import { indexOf, ownerName } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'
import { useDesign, useProject } from '../parts/useStores'
import { BudgetDifferences } from './BudgetDifferences'
import type { Width } from './WidthSlider'

/** Why RAM follows this slider or stays. */
function ramNote(plan: Plan, node: Node, ramDifference: number): string {
  const where = ownerName(plan, plan.memory.peakStep)
  const here = indexOf(plan).layersOfStep.get(plan.memory.peakStep)?.includes(node.id)
  if (ramDifference === 0) return `RAM stays: its peak is at ${where}.`
  return here
    ? `${node.name} is at the RAM peak, so RAM follows this slider.`
    : `The RAM peak is at ${where}, which this layer feeds or reads.`
}

/** The design on screen against the model as trained; nothing where they are the same. */
export function AgainstTrained() {
  const design = useDesign()
  const { plan } = useDerived()
  const trained = derive(trainedDesign(design)).plan
  if (!isEdited(design) || !plan.supported || !trained.supported) return null
  return (
    <div className="diffs" aria-live="polite">
      <h4>Against the trained model</h4>
      <BudgetDifferences from={trained} to={plan} />
      <p className="hint">Accuracy is unknown until you test it.</p>
    </div>
  )
}

interface Sized {
  readonly node: Node
  readonly width: Width
  readonly trained: number
}

const singular = ({ label }: Width) => label.toLowerCase().replace(/s$/, '')

/** Where the last channel that went made a budget grow. */
function AgainstWider({ node, width, trained }: Sized) {
  const design = useDesign()
  const isDragged = useProject((state) => state.preview !== null)
  if (isDragged || width.value >= trained) return null
  const wider = tryChange(design, `more ${node.id}`, (one) =>
    withWidth(one, node.id, width.value + 1, trained),
  )
  const reasons = wider.design ? whyMore(derive(wider.design).plan, derive(design).plan) : []
  if (reasons.length === 0) return null
  return (
    <p className="hint">
      {`One ${singular(width)} more takes less. `}
      {reasons.join(' ')}
    </p>
  )
}

/** Of a layer whose width can be changed. */
export function Differences({ node, width, trained }: Sized) {
  const design = useDesign()
  const shown = derive(design).plan
  if (isEdited(design))
    return (
      <>
        <AgainstTrained />
        <AgainstWider node={node} width={width} trained={trained} />
      </>
    )
  if (!shown.supported || width.value < 2) return null
  const less = tryChange(design, `less ${node.id}`, (one) =>
    withWidth(one, node.id, width.value - 1, trained),
  )
  if (!less.design) return null
  const other = derive(less.design).plan
  return (
    <div className="diffs" aria-live="polite">
      <h4>{`One ${singular(width)} less`}</h4>
      <BudgetDifferences from={shown} to={other} />
      <p className="hint">{ramNote(shown, node, other.ram.bytes - shown.ram.bytes)}</p>
    </div>
  )
}
