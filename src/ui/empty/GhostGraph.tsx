// The graph that is about to be here.

const cards = [
  { x: 95, width: 112, name: 44, heat: 30, pool: true },
  { x: 235, width: 112, name: 44, heat: 62, pool: true },
  { x: 375, width: 100, name: 50, heat: 16, pool: false },
  { x: 503, width: 100, name: 50, heat: 8, pool: false },
  { x: 631, width: 100, name: 50, heat: 4, pool: false },
]

export function GhostGraph() {
  return (
    <svg className="ghost-graph" viewBox="0 0 760 170" aria-hidden="true">
      <g stroke="var(--ghost)">
        <rect x="1" y="42" width="66" height="50" rx="7" strokeDasharray="4 4" />
        {cards.map(({ x, width, pool }) => (
          <g key={x}>
            <path d={`M${x - 28} 66h28`} />
            <rect x={x} y="18" width={width} height="92" rx="7" />
            {pool && <rect x={x} y="116" width={width} height="46" rx="7" />}
          </g>
        ))}
      </g>
      <g fill="var(--ghost)" stroke="none">
        {cards.map(({ x, name, heat }) => (
          <g key={x}>
            <rect x={x + 12} y="31" width={name} height="6" rx="3" />
            <rect x={x + 12} y="92" width={heat} height="5" rx="2.5" />
          </g>
        ))}
      </g>
    </svg>
  )
}
