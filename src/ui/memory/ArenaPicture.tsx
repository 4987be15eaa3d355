// The arena over time: steps left to right, addresses bottom to top, a rectangle per buffer. The
// line is what the board leaves for the arena; the dashed frame is the fullest step.

import type { Plan } from '../../compile/plan'
import { formatBytes, formatCount } from '../format'
import { shortBoardName } from '../graph/budgetCulprits'
import { stepBytes, stepName } from '../parts/planIndex'
import { rootScale, useElementSize } from '../parts/useElementSize'
import { useDerived } from '../parts/useStores'
import { namedSlots } from './namedSlots'
import type { NamedSlot } from './namedSlots'

interface Scale {
  readonly x: (step: number) => number
  readonly y: (bytes: number) => number
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
  /** Pixels per CSS pixel at a root font of 16. */
  readonly f: number
}

/** Round steps of the address axis: 500, 1,000, 2,000, 5,000 … */
export function axisStep(top: number, lines: number): number {
  const rough = Math.max(1, top / lines)
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5].find((step) => step * power >= rough) ?? 10)
}

/** As much of a text as fits a width; the page's digits and letters are about 0.56 em wide. */
function clip(text: string, width: number, f: number): string {
  const letters = Math.floor(width / (6.2 * f))
  if (letters < 3) return ''
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`
}

function Grid({ scale, top, steps }: { scale: Scale; top: number; steps: number }) {
  const { x, y, x0, x1, y0, y1, f } = scale
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
      {Array.from({ length: steps + 1 }, (_, step) => (
        <path key={step} d={`M${x(step)} ${y0}V${y1 + 4}`} stroke="var(--line)" />
      ))}
    </>
  )
}

function BufferBox({ named, scale }: { named: NamedSlot; scale: Scale }) {
  const { slot, name, color } = named
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

/** Names of rectangles too thin for text stand above them, one over the other where they meet. */
function Leaders({ slots, scale }: { slots: readonly NamedSlot[]; scale: Scale }) {
  const { x, y, y0, f } = scale
  const taken: { left: number; right: number; y: number }[] = []
  const boxes = slots.map(({ slot }) => ({
    left: x(slot.from),
    right: x(slot.until),
    top: y(slot.offset + slot.bytes),
    bottom: y(slot.offset),
  }))
  return slots.map(({ slot, name }) => {
    const thin = y(slot.offset) - y(slot.offset + slot.bytes) < 15 * f
    const left = x(slot.from) + 10
    const text = `${name} ${formatBytes(slot.bytes)}`
    const right = left + text.length * 6.3 * f
    if (!thin || right > scale.x1 + 8) return null
    const top = Math.min(y(slot.offset + slot.bytes), y(slot.offset) - 4)
    let at = top - 10 * f
    const meets = () =>
      taken.some((t) => t.left < right && left < t.right && Math.abs(t.y - at) < 14 * f) ||
      boxes.some(
        (b) => b.left < right && left < b.right && b.top < at + 2 && at - 10 * f < b.bottom,
      )
    while (meets() && at > y0) at -= 3 * f
    if (meets() || at < y0 + 8 * f) return null
    taken.push({ left, right, y: at })
    return (
      <g key={slot.buffer}>
        <path d={`M${left + 2} ${top - 1}V${at + 3 * f}`} stroke="var(--line-strong)" />
        <text x={left} y={at} className="text">
          <tspan className="strong">{name}</tspan> {formatBytes(slot.bytes)}
        </text>
      </g>
    )
  })
}

function StepLabels({ plan, scale }: { plan: Plan; scale: Scale }) {
  const { x, y1, f } = scale
  const bytes = stepBytes(plan)
  const wide = x(1) - x(0)
  const every = Math.max(1, Math.ceil((44 * f) / wide))
  return plan.calls.map((call, step) => {
    const center = (x(step) + x(step + 1)) / 2
    const name = clip(stepName(plan, step), wide - 4, f)
    const peak = step === plan.memory.peakStep
    if (step % every !== 0 && !(peak && every === 1)) return null
    return (
      <g key={call.name}>
        <title>{`${stepName(plan, step)}: ${formatBytes(bytes[step] ?? 0)}`}</title>
        <text x={center} y={y1 + 17 * f} textAnchor="middle">
          {every > 1 ? step + 1 : name}
        </text>
        {every === 1 && (
          <text x={center} y={y1 + 32 * f} textAnchor="middle" className={peak ? 'strong' : 'text'}>
            {formatBytes(bytes[step] ?? 0)}
          </text>
        )}
      </g>
    )
  })
}

/** Bytes of RAM that everything but the arena leaves. */
function arenaRoom(plan: Plan): number {
  return plan.ram.limitBytes - (plan.ram.bytes - plan.memory.arenaBytes)
}

function Limit({ plan, scale }: { plan: Plan; scale: Scale }) {
  const { x, y, x0, x1, y0, f } = scale
  const room = arenaRoom(plan)
  const { arenaBytes, peakStep } = plan.memory
  const board = shortBoardName(plan.board.name)
  const late = peakStep > plan.calls.length / 2
  return (
    <>
      <text
        className="strong"
        x={late ? x(peakStep + 1) : x(peakStep)}
        y={y0 - 9 * f}
        textAnchor={late ? 'end' : 'start'}
      >
        Peak {formatBytes(arenaBytes)}
      </text>
      {room < arenaBytes ? (
        <>
          <path d={`M${x0} ${y(Math.max(0, room))}H${x1}`} stroke="var(--bad)" strokeWidth="2" />
          <text
            className="over-line"
            x={late ? x0 + 6 : x1}
            y={y(Math.max(0, room)) - 6}
            textAnchor={late ? 'start' : 'end'}
          >
            {board} leaves {formatBytes(room)} for the arena
          </text>
        </>
      ) : (
        <text
          className="quiet"
          x={late ? x0 : x1}
          y={y0 - 9 * f}
          textAnchor={late ? 'start' : 'end'}
        >
          {board} leaves {formatBytes(room)}
        </text>
      )}
    </>
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
            x={scale.x(peakStep)}
            y={y0}
            width={scale.x(1) - scale.x(0)}
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
