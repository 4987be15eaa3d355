// One budget: figure, limit, verdict, and a bar made of its parts. Over the limit the bar rescales,
// the tick of the limit moves left, and what is too much is hatched.

import { Popover } from 'radix-ui'
import { show } from '../../store/session'
import { formatDifference } from '../format'
import { OriginMark } from '../parts/OriginMark'
import { Verdict, fitOf } from '../parts/Verdict'
import { useSession } from '../parts/useStores'
import type { MeterBudget } from './budgets'
import { PartsTable } from './PartsTable'

function Track({ budget }: { budget: MeterBudget }) {
  const { amount, limit, parts } = budget
  const full = limit === undefined ? amount : Math.max(amount, limit)
  const share = (part: number) => `${full > 0 ? (100 * part) / full : 0}%`
  let left = limit ?? Infinity
  return (
    <span className="track">
      {parts.map((part) => {
        const inside = Math.min(part.amount, left)
        left -= inside
        return (
          inside > 0 && (
            <i
              key={part.id}
              title={`${part.label} ${budget.format(part.amount)}`}
              style={{ width: share(inside) }}
            />
          )
        )
      })}
      {limit !== undefined && (
        <>
          {amount > limit && <i className="over" style={{ width: share(amount - limit) }} />}
          <i className="limit" style={{ left: share(limit) }} />
        </>
      )}
    </span>
  )
}

function Standing({ budget }: { budget: MeterBudget }) {
  const { amount, limit, format } = budget
  if (limit === undefined)
    return <span className="muted standing">{budget.standing ?? 'per inference'}</span>
  const fit = fitOf(amount, limit)
  return <Verdict fit={fit} {...(fit === 'bad' ? { by: format(amount - limit) } : {})} />
}

export function Meter({
  budget,
  supported,
  difference,
}: {
  budget: MeterBudget
  supported: boolean
  difference: number
}) {
  const { id, name, amount, limit, format, exact } = budget
  const open = useSession((state) => state.openBudget === id)
  const fit = limit === undefined ? 'plain' : fitOf(amount, limit)
  if (!supported)
    return (
      <div className="meter none">
        <span className="m-name">{name}</span>
        <span className="m-fig muted">not known yet: a layer is not supported</span>
      </div>
    )
  return (
    <Popover.Root open={open} onOpenChange={(now) => show({ openBudget: now ? id : null })}>
      <Popover.Trigger asChild>
        <button className={`meter ${fit}`} type="button">
          <span className="m-name">{name}</span>
          <OriginMark
            origin={budget.origin}
            title={budget.originTitle}
            {...(budget.originMore ? { more: budget.originMore } : {})}
          />
          <span className="m-fig">
            <b title={exact(amount)}>{format(amount)}</b>
            {limit !== undefined && (
              <span className="of" title={exact(limit)}>
                of {format(limit)}
              </span>
            )}
            {difference !== 0 && (
              <span className={`delta${difference > 0 ? ' worse' : ''}`}>
                {formatDifference(difference, format)}
              </span>
            )}
          </span>
          <Standing budget={budget} />
          <Track budget={budget} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop"
          align="start"
          alignOffset={8}
          sideOffset={4}
          collisionPadding={8}
          aria-label={`${name}, part by part`}
        >
          <PartsTable budget={budget} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
