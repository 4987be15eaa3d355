// The arena over time: steps left to right, addresses bottom to top, a rectangle per buffer. The
// line is what the board leaves for the arena; the dashed frame is the fullest step.

import { formatBytes, formatCount } from '../format'
import { Leaders, Limit, StepLabels } from './ArenaLabels'
import { axisStep, clip, labelStride } from './arenaScale'
import type { Scale } from './arenaScale'
import { rootScale, useElementSize } from '../parts/useElementSize'
import { useDerived } from '../parts/useDerived'
import { namedSlots } from './namedSlots'
import type { NamedSlot } from './namedSlots'

function Grid({ scale, top, steps }: { scale: Scale; top: number; steps: number }) {
  const { x, y, x0, x1, y0, y1, f } = scale
  const stride = labelStride(scale)
  const every = axisStep(top, Math.max(2, (y1 - y0) / (40 * f)))
  const lines = Array.from({ length: Math.floor(top / every) + 1 }, (_, i) => i * every)
  return (
    <>
      {lines.map((bytes) => (
        <g key={bytes}>
          <path d={`M${x0} ${y(bytes)}H${x1}`} stroke="var(--line)" />
          <text x={x0 - 8} y={y(bytes) + 4 * f} textAnchor="end">
            {formatCount(bytes)}
          </text>
        </g>
      ))}
      {Array.from({ length: steps + 1 }, (_, step) =>
        step % stride === 0 ? (
          <path key={step} d={`M${x(step)} ${y0}V${y1 + 4}`} stroke="var(--line)" />
        ) : null,
      )}
    </>
  )
}

/** A scale at the right edge of a window: as many parts as it has rows, where there is room. */
function WindowRows({ right, top, height, rows, color }: WindowRowsProps) {
  if (height / rows < 3) return null
  return Array.from({ length: rows - 1 }, (_, i) => (
    <path key={i} d={`M${right - 6} ${top + (height * (i + 1)) / rows}h6`} stroke={color} />
  ))
}

interface WindowRowsProps {
  readonly right: number
  readonly top: number
  readonly height: number
  readonly rows: number
  readonly color: string
}

function BufferBox({ named, scale }: { named: NamedSlot; scale: Scale }) {
  const { slot, color, window } = named
  const name = window ? `${named.name}, ${window.count} of ${window.all} rows` : named.name
  const { x, y, f } = scale
  const height = Math.max(4, y(slot.offset) - y(slot.offset + slot.bytes))
  const top = y(slot.offset) - height
  const left = x(slot.from)
  const width = x(slot.until) - left
  const thin = height < 15 * f
  const flat = height < 40 * f
  const bytes = formatBytes(slot.bytes)
  const room = width - 20
  const beside = flat && room > (name.length + bytes.length + 2) * 6.4 * f
  return (
    <g>
      <title>{`${name}: ${bytes} at offset ${formatCount(slot.offset)}`}</title>
      <rect
        x={left + 1.5}
        y={top + 0.75}
        width={Math.max(2, width - 3)}
        height={Math.max(2.5, height - 1.5)}
        rx="2.5"
        fill={`color-mix(in oklab, ${color} ${thin ? 70 : 18}%, var(--surface))`}
        stroke={color}
        strokeWidth="1.25"
      />
      {window && (
        <WindowRows {...{ right: left + width - 2, top, height, color }} rows={window.count} />
      )}
      {!thin && (
        <>
          <text className="strong" x={left + 10} y={top + (flat ? height / 2 + 4 * f : 18 * f)}>
            {clip(name, flat && beside ? Infinity : room, f)}
          </text>
          {(beside || (!flat && room > bytes.length * 6 * f)) && (
            <text
              x={beside ? left + width - 10 : left + 10}
              y={top + (flat ? height / 2 + 4 * f : 33 * f)}
              textAnchor={beside ? 'end' : 'start'}
            >
              {bytes}
            </text>
          )}
        </>
      )}
    </g>
  )
}

export function ArenaPicture() {
  const { plan } = useDerived()
  const [attach, { width, height }] = useElementSize()
  const f = rootScale()
  const steps = plan.calls.length
  const [x0, x1, y0, y1] = [58 * f, width - 8, 26 * f, height - 38 * f]
  const top = Math.max(1, plan.memory.arenaBytes)
  const scale: Scale = {
    x: (step) => x0 + ((x1 - x0) * step) / Math.max(1, steps),
    y: (bytes) => y1 - ((y1 - y0) * bytes) / top,
    ...{ x0, x1, y0, y1, f },
  }
  const slots = namedSlots(plan)
  const { peakStep } = plan.memory
  const streamed = plan.stream?.calls ?? 0
  const [peakFrom, peakUntil] = peakStep < streamed ? [0, streamed] : [peakStep, peakStep + 1]
  return (
    <div className="fill arena" ref={attach}>
      {width > 160 && height > 100 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`Arena over ${steps} steps; the fullest is step ${peakStep + 1} with ${formatBytes(plan.memory.arenaBytes)}`}
        >
          <Grid scale={scale} top={top} steps={steps} />
          {slots.map((named) => (
            <BufferBox key={named.slot.buffer} named={named} scale={scale} />
          ))}
          <rect
            x={scale.x(peakFrom)}
            y={y0}
            width={scale.x(peakUntil) - scale.x(peakFrom)}
            height={y1 - y0}
            fill="none"
            stroke="var(--text)"
            strokeWidth="1.5"
            strokeDasharray="4 3"
          />
          {slots.length <= 24 && <Leaders slots={slots} scale={scale} />}
          <StepLabels plan={plan} scale={scale} />
          <Limit plan={plan} scale={scale} />
        </svg>
      )}
    </div>
  )
}
