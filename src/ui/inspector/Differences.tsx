// What an edit yields in each budget: moved, against the trained model; idle, what one step would save.

import { derive, trainedDesign } from '../../store/derive'
import { withWidth } from '../../store/project'
import type { Node } from '../../model/model'
import type { Plan } from '../../compile/plan'
import { budgetsOf } from '../budget/budgets'
import { formatDifference } from '../format'
import { indexOf, ownerName } from '../parts/planIndex'
import { useDesign } from '../parts/useStores'
import type { Width } from './WidthSlider'

const tones = { less: 'less', more: 'more', same: 'same' } as const

function tone(difference: number): string {
  return difference < 0 ? tones.less : difference > 0 ? tones.more : tones.same
}

/** Why RAM follows this slider or stays. */
function ramNote(plan: Plan, node: Node, ramDifference: number): string {
  const where = ownerName(plan, plan.memory.peakStep)
  const here = indexOf(plan).layersOfStep.get(plan.memory.peakStep)?.includes(node.id)
  if (ramDifference === 0) return `RAM stays: its peak is at ${where}.`
  return here
    ? `${node.name} is at the RAM peak, so RAM follows this slider.`
    : `The RAM peak is at ${where}, which this layer feeds or reads.`
}

export function Differences({
  node,
  width,
  trained,
}: {
  node: Node
  width: Width
  trained: number
}) {
  const design = useDesign()
  const shown = derive(design).plan
  if (!shown.supported) return null
  const edited = Object.keys(design.widths).length > 0
  const other = edited
    ? derive(trainedDesign(design)).plan
    : derive(withWidth(design, node.id, width.value - 1, trained)).plan
  const [from, to] = edited ? [other, shown] : [shown, other]
  const before = budgetsOf(from)
  const rows = budgetsOf(to).map((budget, at) => ({
    name: budget.name,
    difference: budget.amount - (before[at]?.amount ?? budget.amount),
    format: budget.format,
  }))
  const one = width.label.toLowerCase().replace(/s$/, '')
  const ram = rows.find((row) => row.name === 'RAM')?.difference ?? 0
  return (
    <div className="diffs" aria-live="polite">
      <h4>{edited ? 'Against the trained model' : `One ${one} less`}</h4>
      <ul>
        {rows.map(({ name, difference, format }) => (
          <li key={name}>
            <span>{name}</span>
            <b className={tone(difference)}>{formatDifference(difference, format)}</b>
          </li>
        ))}
      </ul>
      <p className="hint">
        {edited
          ? 'The dropped weights are the smallest ones. Accuracy is unknown until you test.'
          : ramNote(shown, node, ram)}
      </p>
    </div>
  )
}
