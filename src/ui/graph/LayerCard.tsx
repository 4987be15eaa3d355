// A layer as a card: what it is, what it makes, what it costs, its share of the chosen cost.

import type { CSSProperties } from 'react'
import type { LayerCost, Plan } from '../../compile/plan'
import { layerOf } from '../../layers'
import { formatShape } from '../../model/model'
import type { Node } from '../../model/model'
import { show } from '../../store/session'
import { formatBytes, formatCount, formatExactBytes, formatShare, formatTime } from '../format'
import { Icon } from '../parts/Icon'
import { layerColors } from '../parts/layerColor'
import { indexOf, kindLabel, shortKindLabel, shortName } from '../parts/planIndex'
import { useDerived, useSession } from '../parts/useStores'
import { budgetCulprits, shortBoardName } from './budgetCulprits'
import type { PlacedCard } from './layoutGraph'
import { heatShare } from './shownHeat'

function HeatBar({ share }: { share: number }) {
  return (
    <div className="heat">
      <i style={{ width: `${100 * share}%` }} />
      <span>{formatShare(share)}</span>
    </div>
  )
}

function Activation({ cost }: { cost: LayerCost }) {
  if (cost.stored)
    return (
      <dd title={formatExactBytes(cost.activationBytes)}>{formatBytes(cost.activationBytes)}</dd>
    )
  return (
    <dd
      className="virtual"
      title="Never stored: the layer that follows takes it in as it is computed"
    >
      {formatBytes(cost.activationBytes)}
    </dd>
  )
}

function Time({ plan, cost }: { plan: Plan; cost: LayerCost }) {
  const { cycles, instructions } = cost
  if (!plan.latency || cycles === undefined) return null
  const counted = instructions === undefined ? '' : `${formatCount(instructions)} instructions, `
  return (
    <>
      <dt>time</dt>
      <dd title={`${counted}${formatCount(cycles)} cycles, estimated`}>
        {formatTime(cycles / plan.board.clockHz)}
      </dd>
    </>
  )
}

function Costs({ plan, cost }: { plan: Plan; cost: LayerCost }) {
  return (
    <dl>
      <dt>#conn</dt>
      <dd>{formatCount(cost.connections)}</dd>
      <dt>#param</dt>
      <dd>{formatCount(cost.parameters)}</dd>
      <dt>[flash]</dt>
      <dd className="flash" title={formatExactBytes(cost.flashBytes)}>
        {formatBytes(cost.flashBytes)}
      </dd>
      <dt>act</dt>
      <Activation cost={cost} />
      <Time plan={plan} cost={cost} />
    </dl>
  )
}

/** Units of a dense layer are its shape already. */
function cardSummary(node: Node, shape: string): string {
  const summary = layerOf(node.kind)?.summary?.(node.attrs) ?? ''
  return summary === shape ? '' : ` ${summary}`
}

function Foot({ plan, cost }: { plan: Plan; cost: LayerCost | undefined }) {
  const { flash } = budgetCulprits(plan)
  if (cost && flash?.node === cost.node)
    return (
      <p className="mark mark-bad">
        <Icon name="bad" />
        <span>
          {formatShare(flash.bytes / plan.board.flashBytes)} of the{' '}
          {shortBoardName(plan.board.name)}
        </span>
      </p>
    )
  if (cost && plan.model.untrained?.includes(cost.node))
    return (
      <p className="mark mark-warn" title="Its weights are new, or no longer suit what it computes">
        <Icon name="warn" />
        <span>needs training</span>
      </p>
    )
  return null
}

export function LayerCard({ card, tabbable }: { card: PlacedCard; tabbable: boolean }) {
  const { plan } = useDerived()
  const heat = useSession((state) => state.heat)
  const selected = useSession((state) => state.selected === card.node)
  const index = indexOf(plan)
  const node = index.node.get(card.node)
  const cost = index.cost.get(card.node)
  if (!node) return null
  const label = kindLabel(node)
  const shape = cost?.shape ? formatShape(cost.shape) : ''
  const unsupported = layerOf(node.kind) === undefined
  const culprit = budgetCulprits(plan).flash?.node === card.node
  const state = `${culprit ? ' culprit' : ''}${unsupported ? ' unsupported' : ''}`
  return (
    <div
      className={`card ${card.size}${state}`}
      style={
        {
          '--c': layerColors(plan).get(card.node) ?? 'var(--line-strong)',
          width: card.width,
          height: card.height,
        } as CSSProperties
      }
      data-node={card.node}
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      onClick={() => show({ selected: card.node })}
    >
      <header>
        {card.size === 'input' ? null : <i className="swatch" />}
        <b title={node.name}>{shortName(node.name)}</b>
        {card.size !== 'input' && (
          <span className="kind" title={label}>
            {shortKindLabel(node)}
            {cardSummary(node, shape)}
          </span>
        )}
      </header>
      <CardBody
        plan={plan}
        card={card}
        cost={cost}
        shape={shape}
        share={cost ? heatShare(plan, cost, heat) : 0}
      />
      {unsupported && (
        <p className="mark mark-bad">
          <Icon name="bad" />
          <span>not supported yet</span>
        </p>
      )}
      <Foot plan={plan} cost={cost} />
    </div>
  )
}

function CardBody({
  plan,
  card,
  cost,
  shape,
  share,
}: {
  plan: Plan
  card: PlacedCard
  cost: LayerCost | undefined
  shape: string
  share: number
}) {
  if (!cost?.shape) return <p className="shape">shape unknown</p>
  if (card.size === 'input')
    return (
      <>
        <p className="shape">{shape}</p>
        <p className="bytes">{formatBytes(cost.activationBytes)}</p>
      </>
    )
  if (card.size === 'line') return <p className="shape">{shape}</p>
  if (card.size === 'small')
    return (
      <>
        <p className="shape">
          <span>{shape}</span>
        </p>
        <HeatBar share={share} />
      </>
    )
  return (
    <>
      <p className="shape">{shape}</p>
      <Costs plan={plan} cost={cost} />
      <HeatBar share={share} />
    </>
  )
}
