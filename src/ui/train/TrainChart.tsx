// Loss or top-1 over the epochs, live: training as a line, validation dashed, both named at their ends.
// The figures are a table too, for those who can't see the picture. Plain SVG: it is drawn anew all the
// time, beside whatever else the page is used for.

import { useMemo, useState } from 'react'
import type { PointerEvent } from 'react'
import { rootScale, useElementSize } from '../parts/useElementSize'
import { epochTicks, placeLabels, pathOf, pixelsOf, valueScale } from './chartScale'
import type { ChartPoint, Plot } from './chartScale'

export interface ChartProps {
  readonly title: string
  readonly train: readonly ChartPoint[]
  readonly validation: readonly ChartPoint[]
  readonly epochs: number
  readonly largest?: number
  readonly format: (value: number) => string
  readonly formatTick: (value: number, digits: number) => string
  /** Draws a line where it stands now. */
  readonly live: boolean
}

const colors = { training: 'var(--c1)', validation: 'var(--c2)' } as const

/** Names at the ends of both lines, inside the plot and apart from each other. */
function Ends(props: ChartProps & { plot: Plot }) {
  const { train, validation, format, plot } = props
  const ends = [
    { series: 'training' as const, last: train.at(-1) },
    { series: 'validation' as const, last: validation.at(-1) },
  ].flatMap(({ series, last }) => (last ? [{ series, last }] : []))
  const places = placeLabels(
    ends.map(({ last }) => last),
    plot,
  )
  return (
    <g className="ends">
      {ends.map(({ series, last }, i) => (
        <text key={series} {...places[i]}>
          <tspan className="end-value">{format(last.value)}</tspan> {series}
        </text>
      ))}
    </g>
  )
}

interface FrameProps {
  readonly plot: Plot
  readonly ticks: readonly number[]
  readonly formatTick: (value: number) => string
}

function Frame({ plot, ticks, formatTick }: FrameProps) {
  const { left, right, bottom, line, epochs } = plot
  const at = pixelsOf(plot)
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick} className="value-tick">
          <path d={`M${left} ${at.y(tick)}H${right}`} />
          <text x={left - line / 2} y={at.y(tick) + line / 4} textAnchor="end">
            {formatTick(tick)}
          </text>
        </g>
      ))}
      <path className="axis" d={`M${left} ${bottom}H${right}`} />
      {epochTicks(epochs).map((tick) => (
        <text key={tick} x={at.x(tick)} y={bottom + 1.2 * line} textAnchor="middle">
          {tick}
        </text>
      ))}
      <text x={(left + right) / 2} y={bottom + 2.2 * line} textAnchor="middle">
        epoch
      </text>
    </>
  )
}

function Lines({ train, validation, live, plot }: ChartProps & { plot: Plot }) {
  const at = pixelsOf(plot)
  const now = Math.max(train.at(-1)?.epoch ?? 0, validation.at(-1)?.epoch ?? 0)
  const ends = [
    ['training', train.at(-1)],
    ['validation', validation.at(-1)],
  ] as const
  return (
    <>
      {live && now > 0 && now < plot.epochs && (
        <path className="now" d={`M${at.x(now)} ${plot.top}V${plot.bottom}`} />
      )}
      <path className="line" stroke={colors.training} d={pathOf(train, plot)} />
      <path className="line dashed" stroke={colors.validation} d={pathOf(validation, plot)} />
      {validation.length <= 60 &&
        validation.map(({ epoch, value }) => (
          <circle key={epoch} cx={at.x(epoch)} cy={at.y(value)} r={2} fill={colors.validation} />
        ))}
      {ends.map(
        ([series, last]) =>
          last && (
            <circle
              key={series}
              className="end"
              cx={at.x(last.epoch)}
              cy={at.y(last.value)}
              r={3.5}
              fill={colors[series]}
            />
          ),
      )}
    </>
  )
}

/** What the lines say at the pointer. */
function Reading({ epoch, ...props }: ChartProps & { plot: Plot; epoch: number }) {
  const { train, validation, format, plot } = props
  const at = pixelsOf(plot)
  const near = (points: readonly ChartPoint[]) =>
    points.reduce<ChartPoint | undefined>(
      (best, point) =>
        !best || Math.abs(point.epoch - epoch) < Math.abs(best.epoch - epoch) ? point : best,
      undefined,
    )
  const [trained, validated] = [near(train), near(validation)]
  const shown = trained ?? validated
  if (!shown) return null
  const isLeft = at.x(shown.epoch) < (plot.left + plot.right) / 2
  const side = isLeft
    ? { left: at.x(shown.epoch) + plot.line }
    : { right: plot.width - at.x(shown.epoch) + plot.line }
  return (
    <>
      <i className="train-cursor" style={{ left: at.x(shown.epoch), height: plot.bottom }} />
      <dl className="train-reading" style={side}>
        <dt>epoch</dt>
        <dd>{Number(shown.epoch.toFixed(2))}</dd>
        {trained && (
          <>
            <dt>training</dt>
            <dd>{format(trained.value)}</dd>
          </>
        )}
        {validated && (
          <>
            <dt>validation, epoch {Number(validated.epoch.toFixed(2))}</dt>
            <dd>{format(validated.value)}</dd>
          </>
        )}
      </dl>
    </>
  )
}

function EpochTable({ title, train, validation, format }: ChartProps) {
  const rows = validation.length > 0 ? validation : train.filter((_, i) => i % 20 === 0)
  const near = (epoch: number) => train.findLast((point) => point.epoch <= epoch + 1e-6)
  return (
    <table className="visually-hidden">
      <caption>{title} by epoch</caption>
      <thead>
        <tr>
          <th scope="col">Epoch</th>
          <th scope="col">Training</th>
          <th scope="col">Validation</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ epoch, value }) => {
          const trained = near(epoch)
          return (
            <tr key={epoch}>
              <th scope="row">{Number(epoch.toFixed(2))}</th>
              <td>{trained ? format(trained.value) : ''}</td>
              <td>{validation.length > 0 ? format(value) : ''}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function describe({ title, train, validation, format }: ChartProps): string {
  const parts = [
    ['training', train.at(-1)] as const,
    ['validation', validation.at(-1)] as const,
  ].flatMap(([name, last]) => (last ? [`${name} ${format(last.value)}`] : []))
  return parts.length === 0 ? `${title}: nothing yet` : `${title}: ${parts.join(', ')}`
}

export function TrainChart(props: ChartProps) {
  const { title, train, validation, epochs, largest, formatTick } = props
  const [attach, { width, height }] = useElementSize()
  const [pointed, setPointed] = useState<number | null>(null)
  const { ticks, domain, digits } = useMemo(
    () => valueScale([...train, ...validation], largest),
    [train, validation, largest],
  )
  const scale = rootScale()
  const plot: Plot = {
    ...{ left: 52 * scale, right: width - 14 * scale, top: 10 * scale, line: 15 * scale },
    ...{ bottom: height - 38 * scale, width, epochs, domain },
  }
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent) => {
    const x = clientX - currentTarget.getBoundingClientRect().left
    setPointed((epochs * (x - plot.left)) / (plot.right - plot.left))
  }
  return (
    <figure className="train-chart">
      <h4>{title}</h4>
      <div
        className="fill"
        ref={attach}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setPointed(null)}
      >
        {width > 0 && height > 0 && (
          <svg width={width} height={height} role="img" aria-label={describe(props)}>
            <Frame plot={plot} ticks={ticks} formatTick={(value) => formatTick(value, digits)} />
            <Lines {...props} plot={plot} />
            <Ends {...props} plot={plot} />
          </svg>
        )}
        {pointed !== null && <Reading {...props} plot={plot} epoch={pointed} />}
      </div>
      <EpochTable {...props} />
    </figure>
  )
}
