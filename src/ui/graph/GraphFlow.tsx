// The graph on its canvas: cards placed by our layout, wires and brackets drawn beneath them, zoom,
// pan and keys. Loaded behind the shell.

import {
  Background,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  ViewportPortal,
  useReactFlow,
  useStore as useFlow,
} from '@xyflow/react'
import type { Node as FlowNode, NodeProps } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { show } from '../../store/session'
import { Icon } from '../parts/Icon'
import { layerColors } from '../parts/layerColor'
import { rootScale, useElementSize } from '../parts/useElementSize'
import type { Size } from '../parts/useElementSize'
import { useDerived, useSession } from '../parts/useStores'
import { markedNodes } from './budgetCulprits'
import { Brackets, Wires } from './GraphGround'
import { groupLayers } from './groupLayers'
import { LayerCard } from './LayerCard'
import { chooseLayout } from './layoutGraph'
import type { GraphLayout, PlacedCard } from './layoutGraph'
import { isDirection, nextCard } from './walkGraph'
import '@xyflow/react/dist/base.css'
import './cards.css'

type CardNode = FlowNode<{ card: PlacedCard; tabbable: boolean }, 'card'>

function CardOnCanvas({ data }: NodeProps<CardNode>) {
  return <LayerCard card={data.card} tabbable={data.tabbable} />
}

const nodeTypes = { card: CardOnCanvas }
const minimapFrom = 41

/** Same structure, same marks, same pane: same layout. Sizes of layers do not move cards. */
function useLayout(pane: Size) {
  const { plan } = useDerived()
  const blocks = groupLayers(plan)
  const marked = markedNodes(plan)
  const key = JSON.stringify([blocks, [...marked]])
  const [held, setHeld] = useState({ key, blocks, marked })
  if (held.key !== key) setHeld({ key, blocks, marked })
  return useMemo(() => {
    const scale = rootScale()
    const room = { width: pane.width / scale, height: pane.height / scale }
    const { layout, zoom } = chooseLayout(held.blocks, room, held.marked)
    return { layout, zoom: zoom * scale }
  }, [held, pane])
}

function useViewport(layout: GraphLayout, zoom: number, pane: Size) {
  const flow = useReactFlow()
  const fit = useCallback(
    (scale: number) => {
      const x = Math.max(12, (pane.width - layout.width * scale) / 2)
      const y = Math.max(12, (pane.height - layout.height * scale) / 2)
      void flow.setViewport({ x, y, zoom: scale })
    },
    [flow, layout, pane.width, pane.height],
  )
  useEffect(() => fit(zoom), [fit, zoom])
  const fitAll = useCallback(() => {
    const scale = Math.min(
      rootScale(),
      (pane.width - 32) / layout.width,
      (pane.height - 24) / layout.height,
    )
    fit(Math.max(0.1, scale))
  }, [fit, layout, pane.width, pane.height])
  return { flow, fitAll }
}

function Zoom({ onFit }: { onFit: () => void }) {
  const flow = useReactFlow()
  const zoom = useFlow((state) => state.transform[2])
  return (
    <div className="zoom">
      <button
        className="btn square ghost"
        type="button"
        aria-label="Zoom out"
        onClick={() => void flow.zoomOut()}
      >
        <Icon name="minus" />
      </button>
      <span>{Math.round(100 * zoom)} %</span>
      <button
        className="btn square ghost"
        type="button"
        aria-label="Zoom in"
        onClick={() => void flow.zoomIn()}
      >
        <Icon name="plus" />
      </button>
      <button
        className="btn square ghost"
        type="button"
        aria-label="Fit graph"
        title="Fit  (F)"
        onClick={onFit}
      >
        <Icon name="fit" />
      </button>
    </div>
  )
}

/** A card out of view is drawn only after it was brought there, a frame or two later. */
function focusCard(root: HTMLElement | null, node: string, frames = 5): void {
  const card = root?.querySelector<HTMLElement>(`[data-node="${CSS.escape(node)}"]`)
  if (card) card.focus({ preventScroll: true })
  else if (frames > 0) requestAnimationFrame(() => focusCard(root, node, frames - 1))
}

/** Brings a card into view where it is not. */
function useReveal(layout: GraphLayout, pane: Size) {
  const flow = useReactFlow()
  const selected = useSession((state) => state.selected)
  useEffect(() => {
    const card = layout.cards.find((card) => card.node === selected)
    if (!card) return
    const { x, y, zoom } = flow.getViewport()
    const left = card.x * zoom + x
    const top = card.y * zoom + y
    const dx = Math.max(12 - left, 0) || Math.min(pane.width - 12 - left - card.width * zoom, 0)
    const dy = Math.max(12 - top, 0) || Math.min(pane.height - 12 - top - card.height * zoom, 0)
    if (dx || dy) void flow.setViewport({ x: x + dx, y: y + dy, zoom })
  }, [selected, layout, flow, pane.width, pane.height])
}

function Canvas({ pane }: { pane: Size }) {
  const { plan } = useDerived()
  const { layout, zoom } = useLayout(pane)
  const { fitAll } = useViewport(layout, zoom, pane)
  useReveal(layout, pane)
  const selected = useSession((state) => state.selected)
  const root = useRef<HTMLDivElement>(null)
  const scale = useFlow((state) => state.transform[2])
  const firstTab = layout.cards.some((card) => card.node === selected)
    ? selected
    : layout.cards[0]?.node
  const nodes = useMemo<CardNode[]>(
    () =>
      layout.cards.map((card) => ({
        id: card.node,
        type: 'card',
        position: { x: card.x, y: card.y },
        width: card.width,
        height: card.height,
        data: { card, tabbable: card.node === firstTab },
      })),
    [layout, firstTab],
  )

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, [role="dialog"], .monaco-editor')) return
      if (event.key === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey) fitAll()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [fitAll])

  const onKeyDown = (event: KeyboardEvent) => {
    const focused = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')
    const card = layout.cards.find((card) => card.node === focused?.dataset['node'])
    if (!card) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      show({ selected: card.node })
    } else if (isDirection(event.key)) {
      event.preventDefault()
      const next = nextCard(layout.cards, card, event.key)
      if (!next) return
      show({ selected: next.node })
      focusCard(root.current, next.node)
    }
  }

  const detail = scale < 0.3 ? 'bar' : scale < 0.6 ? 'name' : 'all'
  const colors = layerColors(plan)
  return (
    <div
      className={`canvas ${layout.density.name}`}
      data-detail={detail}
      ref={root}
      onKeyDown={onKeyDown}
    >
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        edges={[]}
        minZoom={0.1}
        maxZoom={2}
        panOnScroll
        zoomOnDoubleClick={false}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={layout.cards.length >= minimapFrom}
        onPaneClick={() => show({ selected: null })}
        proOptions={{ hideAttribution: true }}
        aria-label="Layers in flow order"
      >
        <Background gap={16} size={1.5} color="var(--dot)" />
        <ViewportPortal>
          <Wires layout={layout} />
          <Brackets layout={layout} />
        </ViewportPortal>
        {layout.cards.length >= minimapFrom && (
          <MiniMap
            position="bottom-left"
            pannable
            style={{ width: 150, height: 104 }}
            nodeColor={(node) => colors.get(node.id) ?? 'var(--line-strong)'}
            ariaLabel="Overview of the graph"
          />
        )}
      </ReactFlow>
      <Zoom onFit={fitAll} />
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
