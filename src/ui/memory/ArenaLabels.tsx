// Words in the picture of the arena: thin buffers, steps, the peak, what the board leaves.

import type { Plan } from '../../compile/plan'
import { formatBytes } from '../format'
import { shortBoardName } from '../graph/budgetCulprits'
import { stepBytes, stepName } from '../parts/planIndex'
import { clip, labelStride } from './arenaScale'
import type { Scale } from './arenaScale'
import type { NamedSlot } from './namedSlots'

/** Names of rectangles too thin for text stand above them, one over the other where they meet. */
export function Leaders({ slots, scale }: { slots: readonly NamedSlot[]; scale: Scale }) {
  const { x, y, y0, f } = scale
  const taken: { left: number; right: number; y: number }[] = []
  const boxes = slots.map(({ slot }) => ({
    left: x(slot.from),
    right: x(slot.until),
    top: y(slot.offset + slot.bytes),
    bottom: y(slot.offset),
  }))
  return slots.map(({ slot, name: plain, window }) => {
    const name = window ? `${plain}, ${window.count} of ${window.all} rows` : plain
    const thin = y(slot.offset) - y(slot.offset + slot.bytes) < 15 * f
    const left = x(slot.from) + 10
    const text = `${name} ${formatBytes(slot.bytes)}`
    const right = left + text.length * 7 * f
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
        <text x={left} y={at} className="text over-boxes">
          <tspan className="strong">{name}</tspan> {formatBytes(slot.bytes)}
        </text>
      </g>
    )
  })
}

export function StepLabels({ plan, scale }: { plan: Plan; scale: Scale }) {
  const { x, y1, f } = scale
  const bytes = stepBytes(plan)
  const wide = x(1) - x(0)
  const every = labelStride(scale)
  const streamed = plan.stream?.calls ?? 0
  const steps = plan.calls.map((call, step) => {
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
        {every === 1 && step >= streamed && (
          <text x={center} y={y1 + 32 * f} textAnchor="middle" className={peak ? 'strong' : 'text'}>
            {formatBytes(bytes[step] ?? 0)}
          </text>
        )}
      </g>
    )
  })
  return (
    <>
      {steps}
      {streamed > 0 && (
        <StreamLabel
          {...{ scale, steps: streamed, bytes: bytes[0] ?? 0 }}
          peak={plan.memory.peakStep < streamed}
        />
      )}
    </>
  )
}

/** The steps that run row by row are one as far as memory goes. */
function StreamLabel({
  scale: { x, y1, f },
  steps,
  bytes,
  peak,
}: {
  scale: Scale
  steps: number
  bytes: number
  peak: boolean
}) {
  const [left, right] = [x(0) + 3, x(steps) - 3]
  return (
    <g className="stream">
      <title>{`${steps} steps row by row: ${formatBytes(bytes)}`}</title>
      <path
        d={`M${left} ${y1 + 20 * f}v${3 * f}H${right}v${-3 * f}`}
        fill="none"
        stroke="var(--text-3)"
      />
      <text
        x={(left + right) / 2}
        y={y1 + 35 * f}
        textAnchor="middle"
        className={peak ? 'strong' : 'text'}
      >
        {clip(`row by row ${formatBytes(bytes)}`, right - left, f)}
      </text>
    </g>
  )
}

/** Bytes of RAM that everything but the arena leaves. */
function arenaRoom(plan: Plan): number {
  return plan.ram.limitBytes - (plan.ram.bytes - plan.memory.arenaBytes)
}

/** Right end of the line that the board draws, where no buffer is in the way of the words. */
function lineLabelIsFree(plan: Plan, room: number, { y, x, x1, f }: Scale): boolean {
  const at = y(room)
  return plan.memory.slots.every(
    ({ offset, bytes, until }) =>
      x(until) < x1 - 230 * f || y(offset + bytes) > at || y(offset) < at - 16 * f,
  )
}

export function Limit({ plan, scale }: { plan: Plan; scale: Scale }) {
  const { x, y, x0, x1, y0, f } = scale
  const room = Math.max(0, arenaRoom(plan))
  const { arenaBytes, peakStep } = plan.memory
  const text = `${shortBoardName(plan.board.name)} leaves ${formatBytes(room)}`
  const late = peakStep > plan.calls.length / 2
  const over = room < arenaBytes
  const onLine = over && !late && lineLabelIsFree(plan, room, scale)
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
      {over && <path d={`M${x0} ${y(room)}H${x1}`} stroke="var(--bad)" strokeWidth="2" />}
      <text
        className={over ? 'over-line' : 'quiet'}
        x={late ? x0 : x1}
        y={onLine ? y(room) - 6 : y0 - 9 * f}
        textAnchor={late ? 'start' : 'end'}
      >
        {text}
        {over && ' for the arena'}
      </text>
    </>
  )
}
