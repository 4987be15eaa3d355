// Accuracy against zeros or stored bytes. The table beside it says the same in figures.

import { CartesianGrid, Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts'
import { choosePruning } from '../../store/pruning'
import type { PruneRow } from '../../store/pruning'
import { formatBytes, formatPercent } from '../format'
import { rootScale, useElementSize } from '../parts/useElementSize'
import { usePruning } from './usePruning'

export type Against = 'zeros' | 'stored'

interface Point {
  readonly step: number
  readonly x: number
  readonly float?: number
  readonly int8?: number
}

function pointsOf(rows: readonly PruneRow[], against: Against): readonly Point[] {
  return rows.flatMap(({ size, floatPercent, int8Percent }, step) => {
    if (!size) return []
    const x = against === 'zeros' ? size.zeros / size.weights : size.storedBytes
    return [{ step, x, float: floatPercent, int8: int8Percent }]
  })
}

interface DotProps {
  readonly cx?: number
  readonly cy?: number
  readonly payload?: Point
}

/** Rings for float, discs for int8, as in the accuracy tab. */
function dotOf(kind: 'float' | 'int8', scale: number) {
  return function Dot({ cx, cy, payload }: DotProps) {
    if (cx === undefined || cy === undefined || !payload || payload[kind] === undefined)
      return <g />
    return (
      <circle
        className={`prune-dot ${kind}`}
        cx={cx}
        cy={cy}
        r={(kind === 'float' ? 4 : 3) * scale}
        onClick={() => void choosePruning(payload.step)}
      />
    )
  }
}

export default function StepChart({ against }: { against: Against }) {
  const { table, chosen } = usePruning()
  const [attach, { width, height }] = useElementSize()
  const points = pointsOf(table.rows, against)
  const scale = rootScale()
  const format = against === 'zeros' ? (x: number) => formatPercent(x, 0) : formatBytes
  const at = points.find(({ step }) => step === chosen)?.x
  const axis = { stroke: 'var(--line-strong)', tickLine: false }
  return (
    <div
      className="fill"
      ref={attach}
      role="img"
      aria-label={`${table.source?.labelled === false ? 'Agreement' : 'Accuracy'} in float and int8 against ${against === 'zeros' ? 'the share of zeros' : 'stored bytes'}; the table has the figures`}
    >
      {width > 0 && height > 0 && (
        <LineChart
          width={width}
          height={height}
          data={points as Point[]}
          margin={{ top: 8 * scale, right: 20 * scale, bottom: 4, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={against === 'zeros' ? [0, 1] : [0, 'dataMax']}
            tickFormatter={format}
            height={22 * scale}
            minTickGap={24 * scale}
            {...axis}
          />
          <YAxis
            domain={[0, 100]}
            ticks={[0, 25, 50, 75, 100]}
            tickFormatter={(percent: number) => formatPercent(percent / 100, 0)}
            width={44 * scale}
            {...axis}
            axisLine={false}
          />
          {at !== undefined && (
            <ReferenceLine x={at} stroke="var(--accent)" strokeDasharray="3 3" />
          )}
          {(['float', 'int8'] as const).map((kind) => (
            <Line
              key={kind}
              dataKey={kind}
              stroke={kind === 'float' ? 'var(--text-2)' : 'var(--accent)'}
              strokeWidth={1.5}
              dot={dotOf(kind, scale)}
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      )}
    </div>
  )
}
