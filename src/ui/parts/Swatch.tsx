// The color by which a layer or a buffer is known in every picture.

import type { CSSProperties } from 'react'

export function Swatch({ color = 'var(--line-strong)' }: { color?: string }) {
  return <i className="swatch" style={{ '--c': color } as CSSProperties} />
}
