// Widths of the whole network by one slider, of layers that have the same channels by one each, and
// the way back to the trained model.

import { useState } from 'react'
import type { Diagnostic } from '../../lib/diagnostics'
import type { Model } from '../../model/model'
import { isEdited, trainedDesign } from '../../store/derive'
import { commit, withWidth } from '../../store/project'
import type { Design } from '../../store/project'
import { scaleOf, widthGroups, withScale } from '../../store/scaleDesign'
import type { WidthGroup } from '../../store/scaleDesign'
import { tryCommit, tryPreview } from '../../store/tryChange'
import { indexOf, shortName } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'
import { AgainstTrained } from './Differences'
import { EditSlider } from './EditSlider'
import { ImportanceField } from './ImportanceField'
import { NumberField } from './NumberField'
import { Problem } from './Problem'

const largestPercent = 200

const times = (percent: number) => `× ${(percent / 100).toFixed(2)}`

function NetworkScale() {
  const design = useDesign()
  const [problem, setProblem] = useState<Diagnostic>()
  // Of small widths several percentages are the same: the one that was asked for is shown.
  const [asked, setAsked] = useState<number>()
  const exact = asked !== undefined && withScale(design, asked) === design
  const percent = exact ? asked : scaleOf(design)
  const set = (value: number) => {
    setAsked(value)
    setProblem(
      tryCommit(
        (before) => `whole network, ${times(scaleOf(before))} → ${times(value)}`,
        (one) => withScale(one, value),
        'scale',
      ),
    )
  }
  const move = (value: number) => {
    setAsked(value)
    setProblem(tryPreview((one) => withScale(one, value)))
  }
  return (
    <div className="field">
      <span className="label">Whole network {times(percent)}</span>
      <span className="pair">
        <NumberField
          label="Width multiplier in percent"
          value={percent}
          max={800}
          narrow
          onCommit={(value) => value !== percent && set(value)}
        />
        %
      </span>
      <EditSlider
        label="Width multiplier"
        valueText={`${percent} % of the trained widths`}
        value={percent}
        trained={100}
        trainedTitle="As trained"
        max={Math.max(largestPercent, percent)}
        onMove={move}
        onLetGo={set}
      />
      <Problem problem={problem} />
    </div>
  )
}

function namesOf(base: Model, { nodes }: WidthGroup): string {
  const names = nodes.map((id) => shortName(base.nodes.find((one) => one.id === id)?.name ?? id))
  return names.length > 3
    ? `${names.slice(0, 2).join(', ')} + ${names.length - 2}`
    : names.join(', ')
}

/** A block: layers that are added up have the same channels. */
function GroupWidth({ group }: { group: WidthGroup }) {
  const { base } = useDesign()
  const { plan } = useDerived()
  const [problem, setProblem] = useState<Diagnostic>()
  const [first = ''] = group.nodes
  const shape = indexOf(plan).cost.get(first)?.shape
  const value = shape?.[shape.length - 1] ?? group.width
  const name = namesOf(base, group)
  const change = (width: number) => (design: Design) =>
    withWidth(design, first, width, group.width, group.nodes)
  const set = (width: number) =>
    setProblem(tryCommit(`${name}, ${width} channels`, change(width), `width ${first}`))
  return (
    <div className="field">
      <span className="label" title={name}>
        {name}
      </span>
      <NumberField
        label={`Channels of ${name}, number`}
        value={value}
        max={16 * group.width}
        onCommit={set}
      />
      <EditSlider
        label={`Channels of ${name}`}
        valueText={`${value} channels, trained with ${group.width}`}
        value={value}
        trained={group.width}
        trainedTitle={`As trained: ${group.width}`}
        max={Math.max(2 * group.width, value)}
        onMove={(width) => setProblem(tryPreview(change(width)))}
        onLetGo={set}
      />
      <Problem problem={problem} />
    </div>
  )
}

const mostGroups = 12

export function ScaleSection() {
  const design = useDesign()
  const all = widthGroups(design.base)
  const coupled = all.filter(({ nodes }) => nodes.length > 1).slice(0, mostGroups)
  return (
    <section>
      <h3>
        Widths
        {isEdited(design) && (
          <button
            className="link"
            type="button"
            onClick={() => commit('back to the trained model', trainedDesign)}
          >
            Reset to trained
          </button>
        )}
      </h3>
      {all.length > 0 && <NetworkScale />}
      {coupled.map((group) => (
        <GroupWidth key={group.nodes.join()} group={group} />
      ))}
      {coupled.length > 0 && (
        <p className="hint">
          Layers named together have the same channels, since their results are added up.
        </p>
      )}
      <AgainstTrained />
      {all.length > 0 && <ImportanceField />}
    </section>
  )
}
