// Accuracy against flash: a point per candidate, its number beside it, the Pareto list joined. The table
// says the same in figures.

import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, XAxis, YAxis } from 'recharts'
import { fitting } from '../../store/fitting'
import { percentOf } from '../../store/fitRun'
import { formatBytes, formatPercent } from '../format'
import { rootScale, useElementSize } from '../parts/useElementSize'
import type { Candidates } from './useFitting'

interface Point {
  readonly id: number
  readonly bytes: number
  readonly percent: number
  /** Where it is drawn: what is far below the best lies on the axis. */
  readonly y: number
  readonly kind: string
}

interface PointProps {
  readonly cx?: number
  readonly cy?: number
  readonly payload?: Point
}

/** Percent below the best that are drawn to scale. */
const drawnBelowBest = 10

function dotOf(scale: number, known: ReadonlySet<number>) {
  return function Dot({ cx, cy, payload }: PointProps) {
    if (cx === undefined || cy === undefined || !payload) return <g />
    const { id, kind, y, percent } = payload
    const choose = known.has(id) ? () => fitting.choose(id) : undefined
    return (
      <g className={`fit-dot ${kind}`} onClick={choose}>
        <circle cx={cx} cy={cy} r={(kind.includes('best') ? 5 : 4) * scale} />
        <text x={cx + 7 * scale} y={cy - 5 * scale}>
          {id}
          {y > percent && '\u2193'}
        </text>
      </g>
    )
  }
}

/** A little room around the values, in round numbers. */
function domainOf(values: readonly number[], step: number, most: number): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const down = Math.floor(low / step) * step
  const up = Math.min(most, Math.ceil(high / step) * step)
  return [down, up > down ? up : down + step]
}

/** Those that no smaller one is as good as, from small to large. */
function frontOf(points: readonly Point[]): Point[] {
  let best = -Infinity
  return points
    .toSorted((a, b) => a.bytes - b.bytes || b.percent - a.percent)
    .filter(({ percent }) => percent > best && ((best = percent), true))
}

function pointsOf({ candidates, best, chosen }: Candidates): Point[] {
  const percents = candidates.flatMap((one) => percentOf(one) ?? [])
  const low = Math.max(...percents) - drawnBelowBest
  return candidates.flatMap((one): Point[] => {
    const percent = percentOf(one)
    if (percent === undefined) return []
    const kinds = [
      one.fits ? '' : 'unfit',
      one.pareto ? '' : 'beaten',
      one === best ? 'best' : '',
      one === chosen ? 'chosen' : '',
    ]
    const y = Math.max(percent, low)
    return [{ id: one.id, bytes: one.cost.flashBytes, percent, y, kind: kinds.join(' ') }]
  })
}

export default function CandidateChart({ found }: { found: Candidates }) {
  const { run } = found
  const [attach, { width, height }] = useElementSize()
  const scale = rootScale()
  const points = pointsOf(found)
  const front = frontOf(points)
  const before = run.labelled ? run.sensitivity[0]?.points[0]?.percent : undefined
  const percents = [...points.map(({ y }) => y), ...(before === undefined ? [] : [before])]
  const grain = Math.max(...percents) - Math.min(...percents) > 5 ? 5 : 1
  const [low, high] = domainOf(percents, grain, 100)
  const every = grain * Math.ceil((high - low) / grain / 5)
  const ticks = Array.from(
    { length: Math.floor((high - low) / every) + 1 },
    (_, i) => high - i * every,
  )
  const bytes = points.map((one) => one.bytes)
  const known = new Set(run.phase === 'ended' ? run.models.keys() : [])
  const axis = { stroke: 'var(--line-strong)', tickLine: false }
  const dot = dotOf(scale, known)
  return (
    <div
      className="fill"
      ref={attach}
      role="img"
      aria-label={`${run.labelled ? 'Accuracy' : 'Agreement'} against flash, a point per candidate; the table has the figures`}
    >
      {width > 0 && height > 0 && points.length > 0 && (
        <ScatterChart
          width={width}
          height={height}
          margin={{ top: 12 * scale, right: 28 * scale, bottom: 4, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="bytes"
            type="number"
            domain={domainOf(bytes, 2048, Infinity)}
            tickFormatter={formatBytes}
            height={22 * scale}
            minTickGap={24 * scale}
            {...axis}
          />
          <YAxis
            dataKey="y"
            type="number"
            domain={[low, high]}
            ticks={ticks}
            tickFormatter={(percent: number) => formatPercent(percent / 100, 0)}
            width={44 * scale}
            {...axis}
            axisLine={false}
          />
          {before !== undefined && (
            <ReferenceLine
              y={before}
              stroke="var(--text-3)"
              strokeDasharray="2 3"
              label={{ value: 'before', position: 'insideBottomRight' }}
            />
          )}
          <Scatter
            data={front}
            line={{ stroke: 'var(--line-strong)', strokeDasharray: '4 3' }}
            shape={() => <g />}
            isAnimationActive={false}
          />
          <Scatter data={points} shape={dot} isAnimationActive={false} />
        </ScatterChart>
      )}
    </div>
  )
}
