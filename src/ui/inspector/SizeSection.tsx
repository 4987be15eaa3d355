// A layer's sizes: what can be edited as sliders, the rest as text, and what an edit yields.

import { layerOf } from '../../layers'
import type { AttrField } from '../../layers/layer'
import type { LayerCost } from '../../compile/plan'
import { widthGroup, widthProblem } from '../../edits/widthProblem'
import type { Json, Node } from '../../model/model'
import { formatCount, formatTime } from '../format'
import { OriginMark } from '../parts/OriginMark'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'
import { AttributeControls, controlled } from './AttributeControls'
import { AgainstTrained, Differences } from './Differences'
import { ImportanceField } from './ImportanceField'
import { WidthSlider } from './WidthSlider'
import type { Width } from './WidthSlider'

function writeAttr(value: Json | undefined, field: AttrField): string | undefined {
  if (value === undefined || value === null) return undefined
  if (field.type === 'json') return undefined
  if (Array.isArray(value)) return value.join(' × ')
  return typeof value === 'object' ? undefined : String(value)
}

/** The attribute that is a layer's width, with its size as trained. */
export function widthField(node: Node) {
  const fields = Object.entries(layerOf(node.kind)?.fields ?? {})
  const found = fields.find(([, field]) => field.type === 'int' && field.channels)
  if (!found) return undefined
  const [name, field] = found
  const value = node.attrs[name]
  return typeof value === 'number' ? { name, label: field.label, value } : undefined
}

/** Of one inference, where the board's core has a latency model. */
function Time({ cost }: { cost: LayerCost }) {
  const { board, latency } = useDerived().plan
  if (!latency || cost.cycles === undefined) return null
  const perMac = cost.macs > 0 ? `, ${(cost.cycles / cost.macs).toFixed(1)} per MAC` : ''
  const { instructions } = cost
  const counted = instructions === undefined ? '' : `${formatCount(instructions)} instructions, `
  return (
    <div className="whole">
      <dt>
        Time <OriginMark origin="estimated" />
      </dt>
      <dd title={`${counted}${formatCount(cost.cycles)} cycles${perMac}`}>
        {formatTime(cost.cycles / board.clockHz)}
      </dd>
    </div>
  )
}

function FixedAttributes({ node, cost }: { node: Node; cost: LayerCost }) {
  const fields = Object.entries(layerOf(node.kind)?.fields ?? {})
  const shown = fields.flatMap(([name, field]) => {
    if ((field.type === 'int' && field.channels) || controlled.has(name)) return []
    const text = writeAttr(node.attrs[name], field)
    return text === undefined ? [] : [[field.label, text] as const]
  })
  return (
    <dl className="kv two">
      {shown.map(([label, text]) => (
        <div key={label}>
          <dt title={label}>{label}</dt>
          <dd title={text}>{text}</dd>
        </div>
      ))}
      {cost.shape && (
        <div>
          <dt>MACs</dt>
          <dd>{formatCount(cost.macs)}</dd>
        </div>
      )}
      <Time cost={cost} />
    </dl>
  )
}

function Coupled({ others }: { others: readonly string[] }) {
  if (others.length === 0) return null
  const shown = others.slice(0, 3).join(', ')
  const more = others.length > 3 ? ` and ${others.length - 3} more` : ''
  return (
    <p className="hint">
      Moves together with {shown}
      {more}: their results are added up, so they need the same channels.
    </p>
  )
}

function FixedWidth({ node, width, problem }: { node: Node; width: Width; problem?: string }) {
  return (
    <>
      <h3>Size</h3>
      <dl className="kv">
        <dt>{width.label}</dt>
        <dd>{formatCount(width.value)}</dd>
      </dl>
      {problem && (
        <p className="hint">
          {node.name} {problem}.
        </p>
      )}
    </>
  )
}

export function SizeSection({ node, cost }: { node: Node; cost: LayerCost }) {
  const { base } = useDesign()
  const trained = base.nodes.find(({ id }) => id === node.id)
  const width = widthField(node)
  const trainedWidth = trained && widthField(trained)
  const problem = trained && widthProblem(base, node.id)
  const group = width && trained ? widthGroup(base, node.id) : []
  const others = group
    .filter((id) => id !== node.id)
    .map((id) => base.nodes.find((other) => other.id === id)?.name ?? id)
  const editable = width && trainedWidth && problem === undefined
  return (
    <section>
      {editable && (
        <>
          <WidthSlider
            node={node}
            base={base}
            width={width}
            trained={trainedWidth.value}
            group={group}
          />
          <Coupled others={others} />
        </>
      )}
      {width && !editable && <FixedWidth node={node} width={width} problem={problem} />}
      {!width && <h3>Settings</h3>}
      {cost.shape && trained && <AttributeControls node={trained} />}
      {editable ? (
        <>
          <Differences node={node} width={width} trained={trainedWidth.value} />
          <ImportanceField />
        </>
      ) : (
        <AgainstTrained />
      )}
      <FixedAttributes node={node} cost={cost} />
    </section>
  )
}
