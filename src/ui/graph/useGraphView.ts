// The graph's layout for its pane, and what part of it is in view.

import { useReactFlow } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { rootScale } from '../parts/useElementSize'
import type { Size } from '../parts/useElementSize'
import { useDerived } from '../parts/useDerived'
import { useSession } from '../parts/useStores'
import { markedNodes } from './budgetCulprits'
import { groupLayers } from './groupLayers'
import { chooseLayout } from './layoutGraph'
import type { GraphLayout } from './layoutGraph'

interface View {
  readonly layout: GraphLayout
  readonly zoom: number
}

/** Same structure, same marks, same pane: same layout. Sizes of layers do not move cards. */
function useLayout(pane: Size, whole: boolean): View {
  const { plan } = useDerived()
  const blocks = groupLayers(plan)
  const marked = markedNodes(plan)
  const timed = plan.latency !== undefined
  const key = JSON.stringify([blocks, [...marked], timed])
  const [held, setHeld] = useState({ key, blocks, marked, timed })
  if (held.key !== key) setHeld({ key, blocks, marked, timed })
  return useMemo(() => {
    const scale = rootScale()
    const room = { width: pane.width / scale, height: pane.height / scale }
    const { layout, zoom } = chooseLayout(held.blocks, room, held.marked, {
      whole,
      timed: held.timed,
    })
    return { layout, zoom: zoom * scale }
  }, [held, pane, whole])
}

/** Centers the graph, or shows its beginning where it is larger than the pane. */
function useFit({ layout, zoom }: View, pane: Size, whole: boolean): () => void {
  const flow = useReactFlow()
  const fitted = useRef('')
  const { width, height } = layout
  const fit = useCallback(() => {
    const x = Math.max(12, (pane.width - width * zoom) / 2)
    const y = Math.max(12, (pane.height - height * zoom) / 2)
    void flow.setViewport({ x, y, zoom })
  }, [flow, width, height, zoom, pane])
  useEffect(() => {
    // a mark that makes one card taller is no reason to move what one is looking at
    const view = [pane.width, pane.height, width, zoom, whole].join()
    if (fitted.current === view) return
    fitted.current = view
    fit()
  }, [fit, pane, width, zoom, whole])
  return fit
}

/** Brings the selected card into view where it is not. */
function useReveal(layout: GraphLayout, pane: Size): void {
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

function useFitKey(fitAll: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, [role="dialog"], .monaco-editor')) return
      if (event.key === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey) fitAll()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [fitAll])
}

/** `toggleWhole` shows all of the graph, and a second time goes back to the readable size. */
export function useGraphView(pane: Size) {
  const [whole, setWhole] = useState(false)
  const view = useLayout(pane, whole)
  const fit = useFit(view, pane, whole)
  const toggleWhole = useCallback(() => {
    setWhole((now) => !now)
    fit()
  }, [fit])
  useReveal(view.layout, pane)
  useFitKey(toggleWhole)
  return { layout: view.layout, whole, toggleWhole }
}
