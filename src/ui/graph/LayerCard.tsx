// A layer as a card: what it is, what it makes, what it costs, its share of the chosen cost.

import { memo } from 'react'
import type { CSSProperties } from 'react'
import type { LayerCost, Plan } from '../../compile/plan'
import { layerOf } from '../../layers'
import { formatShape } from '../../model/model'
import type { Node, NodeId } from '../../model/model'
import { show } from '../../store/session'
import type { Heat } from '../../store/session'
import {
  formatBytes,
  formatCount,
  formatExactBytes,
  formatShare,
  formatShortCount,
  formatTime,
} from '../format'
import { Icon } from '../parts/Icon'
import { layerColors } from '../parts/layerColor'
import { indexOf, kindLabel, shortKindLabel, shortName } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'
import { useSession } from '../parts/useStores'
import { budgetCulprits, shortBoardName } from './budgetCulprits'
import type { PlacedCard } from './layoutGraph'
import { heatShare } from './shownHeat'

/** All that a card shows, in values that compare: only cards that say something new are drawn anew. */
interface Face {
  readonly id: NodeId
  readonly size: PlacedCard['size']
  readonly width: number
  readonly height: number
  readonly color: string
  readonly name: string
  readonly kind: string
  readonly shortKind: string
  /** Without shape there are no costs. */
  readonly shape: string
  readonly connections: number
  readonly parameters: number
  readonly flashBytes: number
  readonly activationBytes: number
  readonly stored: boolean
  readonly cycles: number | undefined
  readonly instructions: number | undefined
  /** Where the board has a latency model. */
  readonly clockHz: number | undefined
  readonly share: number
  readonly unsupported: boolean
  readonly untrained: boolean
  /** Of a layer that alone is too much for the board. */
  readonly culprit: string | undefined
}

function HeatBar({ share }: { share: number }) {
  return (
    <div className="heat">
      <i style={{ width: `${100 * share}%` }} />
      <span>{formatShare(share)}</span>
    </div>
  )
}

function Activation({ stored, activationBytes }: Face) {
  if (stored)
    return <dd title={formatExactBytes(activationBytes)}>{formatBytes(activationBytes)}</dd>
  return (
    <dd
      className="virtual"
      title="Never stored: the layer that follows takes it in as it is computed"
    >
      {formatBytes(activationBytes)}
    </dd>
  )
}

function Time({ cycles, instructions, clockHz }: Face) {
  if (clockHz === undefined || cycles === undefined) return null
  const counted = instructions === undefined ? '' : `${formatCount(instructions)} instructions, `
  return (
    <>
      <dt>time</dt>
      <dd title={`${counted}${formatCount(cycles)} cycles, estimated`}>
        {formatTime(cycles / clockHz)}
      </dd>
    </>
  )
}

function Costs(face: Face) {
  return (
    <dl>
      <dt>#conn</dt>
      <dd title={formatCount(face.connections)}>{formatShortCount(face.connections)}</dd>
      <dt>#param</dt>
      <dd title={formatCount(face.parameters)}>{formatShortCount(face.parameters)}</dd>
      <dt>[flash]</dt>
      <dd className="flash" title={formatExactBytes(face.flashBytes)}>
        {formatBytes(face.flashBytes)}
      </dd>
      <dt>act</dt>
      <Activation {...face} />
      <Time {...face} />
    </dl>
  )
}

/** Units of a dense layer are its shape already. */
function cardSummary(node: Node, shape: string): string {
  const summary = layerOf(node.kind)?.summary?.(node.attrs) ?? ''
  return summary === shape ? '' : ` ${summary}`
}

function culpritText(plan: Plan, id: NodeId): string | undefined {
  const { flash } = budgetCulprits(plan)
  if (flash?.node !== id) return undefined
  const share = formatShare(flash.bytes / plan.board.flashBytes)
  return `${share} of the ${shortBoardName(plan.board.name)}`
}

function Foot({ shape, culprit, untrained }: Face) {
  if (shape && culprit !== undefined)
    return (
      <p className="mark mark-bad">
        <Icon name="bad" />
        <span>{culprit}</span>
      </p>
    )
  if (shape && untrained)
    return (
      <p className="mark mark-warn" title="Its weights are new, or no longer suit what it computes">
        <Icon name="warn" />
        <span>needs training</span>
      </p>
    )
  return null
}

function faceOf(plan: Plan, card: PlacedCard, heat: Heat): Face | undefined {
  const index = indexOf(plan)
  const node = index.node.get(card.node)
  if (!node) return undefined
  const cost = index.cost.get(card.node)
  const shape = cost?.shape ? formatShape(cost.shape) : ''
  return {
    id: card.node,
    size: card.size,
    width: card.width,
    height: card.height,
    color: layerColors(plan).get(card.node) ?? 'var(--line-strong)',
    name: node.name,
    kind: kindLabel(node),
    shortKind: `${shortKindLabel(node)}${cardSummary(node, shape)}`,
    shape,
    ...costsOf(plan, cost, heat),
    unsupported: layerOf(node.kind) === undefined,
    untrained: plan.model.untrained?.includes(card.node) ?? false,
    culprit: culpritText(plan, card.node),
  }
}

function costsOf(plan: Plan, cost: LayerCost | undefined, heat: Heat) {
  return {
    connections: cost?.connections ?? 0,
    parameters: cost?.parameters ?? 0,
    flashBytes: cost?.flashBytes ?? 0,
    activationBytes: cost?.activationBytes ?? 0,
    stored: cost?.stored ?? false,
    cycles: cost?.cycles,
    instructions: cost?.instructions,
    clockHz: plan.latency && plan.board.clockHz,
    share: cost ? heatShare(plan, cost, heat) : 0,
  }
}

export function LayerCard({ card, tabbable }: { card: PlacedCard; tabbable: boolean }) {
  const { plan } = useDerived()
  const heat = useSession((state) => state.heat)
  const selected = useSession((state) => state.selected === card.node)
  const face = faceOf(plan, card, heat)
  return face ? <Card {...face} tabbable={tabbable} selected={selected} /> : null
}

const Card = memo(function Card(props: Face & { tabbable: boolean; selected: boolean }) {
  const { tabbable, selected, ...face } = props
  const { id, size, width, height, color, name, culprit, unsupported } = face
  const state = `${culprit === undefined ? '' : ' culprit'}${unsupported ? ' unsupported' : ''}`
  return (
    <div
      className={`card ${size}${state}`}
      style={{ '--c': color, width, height } as CSSProperties}
      data-node={id}
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      onClick={() => show({ selected: id })}
    >
      <header>
        {size === 'input' ? null : <i className="swatch" />}
        <b title={name}>{shortName(name)}</b>
        {size !== 'input' && (
          <span className="kind" title={face.kind}>
            {face.shortKind}
          </span>
        )}
      </header>
      <CardBody {...face} />
      {unsupported && (
        <p className="mark mark-bad">
          <Icon name="bad" />
          <span>not supported yet</span>
        </p>
      )}
      <Foot {...face} />
    </div>
  )
})

function CardBody(face: Face) {
  const { size, shape, share, activationBytes } = face
  if (!shape) return <p className="shape">shape unknown</p>
  if (size === 'input')
    return (
      <>
        <p className="shape">{shape}</p>
        <p className="bytes">{formatBytes(activationBytes)}</p>
      </>
    )
  if (size === 'line') return <p className="shape">{shape}</p>
  if (size === 'small')
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
      <Costs {...face} />
      <HeatBar share={share} />
    </>
  )
}
