// Zoom out, how much, zoom in, fit.

import { useReactFlow, useStore } from '@xyflow/react'
import { Icon } from '../parts/Icon'
import type { IconName } from '../parts/Icon'

export function ZoomControls({ onFit }: { onFit: () => void }) {
  const flow = useReactFlow()
  const zoom = useStore((state) => state.transform[2])
  const button = (icon: IconName, label: string, title: string, act: () => void) => (
    <button
      className="btn square ghost"
      type="button"
      aria-label={label}
      title={title}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  )
  return (
    <div className="zoom">
      {button('minus', 'Zoom out', 'Zoom out  (Ctrl wheel)', () => void flow.zoomOut())}
      <span>{Math.round(100 * zoom)} %</span>
      {button('plus', 'Zoom in', 'Zoom in  (Ctrl wheel)', () => void flow.zoomIn())}
      {button('fit', 'Fit graph', 'Fit, and back  (F)', onFit)}
    </div>
  )
}
