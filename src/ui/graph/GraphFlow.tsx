// The graph on its canvas: cards placed by our layout, wires and brackets drawn beneath them, zoom,
// pan and keys. Loaded behind the shell.

import {
  Background,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  ViewportPortal,
  useStore as useFlow,
} from '@xyflow/react'
import type { Node as FlowNode, NodeProps } from '@xyflow/react'
import { useEffect, useMemo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { show } from '../../store/session'
import { prepareTesting } from '../../store/testAccuracy'
import { layerColors } from '../parts/layerColor'
import { useElementSize } from '../parts/useElementSize'
import type { Size } from '../parts/useElementSize'
import { useDerived } from '../parts/useDerived'
import { useSession } from '../parts/useStores'
import { Brackets, Wires } from './GraphGround'
import { LayerCard } from './LayerCard'
import type { GraphLayout, PlacedCard } from './layoutGraph'
import { useGraphView } from './useGraphView'
import { isDirection, nextCard } from './walkGraph'
import { ZoomControls } from './ZoomControls'
import '@xyflow/react/dist/base.css'
import './cards.css'
import './cardDensities.css'

type CardNode = FlowNode<{ card: PlacedCard; tabbable: boolean }, 'card'>

function CardOnCanvas({ data }: NodeProps<CardNode>) {
  return <LayerCard card={data.card} tabbable={data.tabbable} />
}

const nodeTypes = { card: CardOnCanvas }
/** From so many cards on there is a minimap, and only cards in view are drawn. */
const manyCards = 41

/** One card can be reached by Tab, the others from it by arrow keys. */
function useCardNodes({ cards }: GraphLayout): CardNode[] {
  const selected = useSession((state) => state.selected)
  const isShown = cards.some(({ node }) => node === selected)
  const first = isShown ? selected : cards[0]?.node
  return useMemo(
    () =>
      cards.map((card) => ({
        id: card.node,
        type: 'card',
        position: { x: card.x, y: card.y },
        width: card.width,
        height: card.height,
        data: { card, tabbable: card.node === first },
      })),
    [cards, first],
  )
}

/** A card out of view is drawn only after it was brought there, a frame or two later. */
function focusCard(root: HTMLElement | null, node: string, frames = 5): void {
  const card = root?.querySelector<HTMLElement>(`[data-node="${CSS.escape(node)}"]`)
  if (card) card.focus({ preventScroll: true })
  else if (frames > 0) requestAnimationFrame(() => focusCard(root, node, frames - 1))
}

function walk(event: KeyboardEvent, cards: readonly PlacedCard[], root: HTMLElement | null): void {
  const focused = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')
  const card = cards.find(({ node }) => node === focused?.dataset['node'])
  if (!card) return
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault()
    show({ selected: card.node })
  } else if (isDirection(event.key)) {
    event.preventDefault()
    const next = nextCard(cards, card, event.key)
    if (!next) return
    show({ selected: next.node })
    focusCard(root, next.node)
  }
}

function Overview() {
  const colors = layerColors(useDerived().plan)
  return (
    <MiniMap
      position="bottom-left"
      pannable
      style={{ width: 150, height: 104 }}
      nodeColor={(node) => colors.get(node.id) ?? 'var(--line-strong)'}
      ariaLabel="Overview of the graph"
    />
  )
}

/** The threads for testing start once the graph has been painted, and do not hold it up. */
function usePreparedTesting(): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => setTimeout(prepareTesting))
    return () => cancelAnimationFrame(frame)
  }, [])
}

function Canvas({ pane }: { pane: Size }) {
  const { layout, whole, toggleWhole } = useGraphView(pane)
  const nodes = useCardNodes(layout)
  const root = useRef<HTMLDivElement>(null)
  usePreparedTesting()
  const scale = useFlow((state) => state.transform[2])
  const many = layout.cards.length >= manyCards
  return (
    <div
      className={`canvas ${layout.density.name}`}
      data-detail={scale < 0.3 ? 'bar' : scale < 0.6 ? 'name' : 'all'}
      ref={root}
      onKeyDown={(event) => walk(event, layout.cards, root.current)}
    >
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        minZoom={0.1}
        maxZoom={2}
        panOnScroll
        zoomOnDoubleClick={false}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={many}
        onPaneClick={() => show({ selected: null })}
        proOptions={{ hideAttribution: true }}
        aria-label="Layers in flow order"
      >
        <Background gap={16} size={1.5} color="var(--dot)" />
        <ViewportPortal>
          <Wires layout={layout} />
          <Brackets layout={layout} />
        </ViewportPortal>
        {many && !whole && <Overview />}
      </ReactFlow>
      <ZoomControls onFit={toggleWhole} />
    </div>
  )
}

export default function GraphFlow() {
  const [attach, pane] = useElementSize()
  return (
    <div className="flow" ref={attach}>
      <ReactFlowProvider>
        {pane.width > 0 && pane.height > 0 && <Canvas pane={pane} />}
      </ReactFlowProvider>
    </div>
  )
}
