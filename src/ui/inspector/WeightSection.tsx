// The layer's weights as trained and, once a build exists, as the board will hold them.

import { memo, useMemo } from 'react'
import type { Node } from '../../model/model'
import { formatCount, formatReal } from '../format'
import { useCurrentBuild } from '../parts/useBuild'
import { useRested } from '../parts/useRested'
import { useDerived } from '../parts/useDerived'
import { binValues } from './weightHistogram'

const binCount = 76
const pictureWidth = 304
const half = 52
/** Above the curve, whose peak may lie at the left edge too. */
const labelHeight = 8

function area(counts: readonly number[], top: number): string {
  const step = pictureWidth / counts.length
  const points = counts.map(
    (count, i) =>
      `L${((i + 0.5) * step).toFixed(1)} ${(half - (half - 6) * (count / top)).toFixed(1)}`,
  )
  return `M0 ${half}${points.join('')}L${pictureWidth} ${half}Z`
}

/** A moment behind a slider that moves: values are made when they are first read. */
function useWeights({ id }: Node) {
  const model = useRested(useDerived().model)
  const node = model.nodes.find((one) => one.id === id)
  const roles = Object.entries(node?.weights ?? {}).map(([role, id]) => ({
    role,
    tensor: model.weights[id],
  }))
  const main = roles.reduce<(typeof roles)[number] | undefined>(
    (best, next) =>
      (next.tensor?.data.length ?? 0) > (best?.tensor?.data.length ?? 0) ? next : best,
    undefined,
  )
  const build = useCurrentBuild()
  const integers = build?.quantized.ops
    .filter(({ op }) => op.nodes.includes(id))
    .map((quantized) => quantized.integers['weights'])
    .find((values) => values instanceof Int8Array)
  return { role: main?.role, data: main?.tensor?.data, integers }
}

export function WeightSection({ node, color }: { node: Node; color: string }) {
  const weights = useWeights(node)
  return <Weights {...weights} color={color} />
}

/** Drawn anew only with other weights. */
const Weights = memo(function Weights({
  role,
  data,
  integers,
  color,
}: ReturnType<typeof useWeights> & { color: string }) {
  const float = useMemo(() => data && binValues(data, binCount), [data])
  const int8 = useMemo(
    () => (integers instanceof Int8Array ? binValues(integers, binCount) : undefined),
    [integers],
  )
  if (!data || !float || !role) return null
  const top = Math.max(1, ...float.counts)
  const int8Top = Math.max(1, ...(int8?.counts ?? []))
  const zero = ((0 - float.min) / (float.max - float.min)) * pictureWidth
  const step = pictureWidth / binCount
  return (
    <section>
      <h3>
        Weights{int8 ? ', float to int8' : ''}{' '}
        <span className="muted">{formatCount(data.length)}</span>
      </h3>
      <svg
        className="hist"
        viewBox={`0 ${-labelHeight} ${pictureWidth} ${labelHeight + (int8 ? 2 * half + 14 : half + 16)}`}
        role="img"
        aria-label={`Histogram of ${role}${int8 ? ', before and after quantization' : ''}`}
      >
        <path d={area(float.counts, top)} fill={color} fillOpacity="0.22" stroke={color} />
        {int8?.counts.map((count, i) => (
          <rect
            key={i}
            x={(i + 0.2) * step}
            y={half + 2}
            width={0.6 * step}
            height={(half - 6) * (count / int8Top)}
            fill={color}
            stroke="none"
          />
        ))}
        <path d={`M0 ${half}H${pictureWidth}`} stroke="var(--line-strong)" />
        {zero > 0 && zero < pictureWidth && (
          <path d={`M${zero} ${half - 4}V${half + 4}`} stroke="var(--line-strong)" />
        )}
        <text x="0" y={10 - labelHeight}>
          float
        </text>
        {int8 && (
          <text x="0" y={2 * half + 10}>
            int8
          </text>
        )}
      </svg>
      <dl className="kv rows">
        <div>
          <dt>Range</dt>
          <dd>
            {formatReal(float.min)} … {formatReal(float.max)}
          </dd>
        </div>
        {int8 && (
          <div>
            <dt>int8</dt>
            <dd>
              {formatReal(int8.min, 0)} … {formatReal(int8.max, 0)}
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
})
