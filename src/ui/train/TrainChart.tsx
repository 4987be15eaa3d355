// Loss or top-1 over the epochs, live: training as a line, validation dashed, both named at their ends.
// The figures are a table too, for those who can't see the picture.

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceDot,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { rootScale, useElementSize } from '../parts/useElementSize'
import { epochTicks, placeLabels, valueScale } from './chartScale'
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

function endDot(series: keyof typeof colors, last: ChartPoint | undefined) {
  if (!last) return null
  const { epoch, value } = last
  return (
    <ReferenceDot
      x={epoch}
      y={value}
      r={3.5}
      fill={colors[series]}
      stroke="var(--surface)"
      ifOverflow="visible"
    />
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
  const { title, train, validation, epochs, largest, format, formatTick, live } = props
  const [attach, { width, height }] = useElementSize()
  const scale = rootScale()
  const { ticks, domain, digits } = valueScale([...train, ...validation], largest)
  const margin = { top: 10 * scale, right: 14 * scale, bottom: 2, left: 0 }
  const axis = { width: 52 * scale, height: 36 * scale }
  const plot: Plot = {
    left: axis.width,
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom - axis.height,
    epochs,
    domain,
    line: 15 * scale,
  }
  const now = Math.max(train.at(-1)?.epoch ?? 0, validation.at(-1)?.epoch ?? 0)
  return (
    <figure className="train-chart">
      <h4>{title}</h4>
      <div className="fill" ref={attach} role="img" aria-label={describe(props)}>
        {width > 0 && height > 0 && (
          <LineChart width={width} height={height} margin={margin} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="epoch"
              type="number"
              domain={[0, epochs]}
              ticks={epochTicks(epochs)}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
              height={axis.height}
              label={{ value: 'epoch', position: 'insideBottom', offset: 4 }}
              allowDuplicatedCategory={false}
            />
            <YAxis
              type="number"
              domain={domain}
              ticks={ticks}
              tickFormatter={(value: number) => formatTick(value, digits)}
              tickLine={false}
              axisLine={false}
              width={axis.width}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--line-strong)' }}
              contentStyle={{
                background: 'var(--raised)',
                border: '1px solid var(--line)',
                borderRadius: 'var(--r-5)',
              }}
              formatter={(value) => format(Number(value))}
              labelFormatter={(epoch) => `epoch ${Number(Number(epoch).toFixed(2))}`}
            />
            {live && now > 0 && now < epochs && (
              <ReferenceLine x={now} stroke="var(--text-3)" strokeDasharray="3 3" />
            )}
            <Line
              data={[...train]}
              dataKey="value"
              name="training"
              stroke={colors.training}
              strokeWidth={1.75}
              dot={false}
              activeDot={{ r: 3 }}
              isAnimationActive={false}
            />
            <Line
              data={[...validation]}
              dataKey="value"
              name="validation"
              stroke={colors.validation}
              strokeWidth={1.75}
              strokeDasharray="5 4"
              dot={{ r: 2, fill: colors.validation, strokeDasharray: '0' }}
              activeDot={{ r: 3 }}
              isAnimationActive={false}
            />
            {endDot('training', train.at(-1))}
            {endDot('validation', validation.at(-1))}
            <Ends {...props} plot={plot} />
          </LineChart>
        )}
      </div>
      <EpochTable {...props} />
    </figure>
  )
}
