// Says across the graph what stands in the way: too big for the board, or layers that can't run.

import { useStore } from 'zustand'
import type { Plan } from '../../compile/plan'
import { show } from '../../store/session'
import { describeChange, suggestJob, takeSuggestion } from '../../store/suggestions'
import { formatBytes } from '../format'
import { Icon } from '../parts/Icon'
import { indexOf, ownerName, shortName } from '../parts/planIndex'
import { useLate } from '../parts/useLate'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'
import { useSuggestions } from '../parts/useSuggestions'
import { budgetCulprits } from './budgetCulprits'
import { MakeItFit } from './MakeItFit'

const listed = 3

function Unsupported({ plan }: { plan: Plan }) {
  const more = plan.diagnostics.length - listed
  return (
    <div className="alert" role="status">
      <Icon name="bad" />
      <div className="grow">
        <ul>
          {plan.diagnostics.slice(0, listed).map((diagnostic, at) => (
            <li key={at}>
              <p>
                <b>{diagnostic.message}</b> {at === 0 && diagnostic.hint}
              </p>
            </li>
          ))}
        </ul>
        {more > 0 && <p>And {more} more. Each is marked in the graph.</p>}
      </div>
    </div>
  )
}

/** "Flash is 36.0 KB over, RAM 656 B over." */
function overSentence(plan: Plan): string {
  const over = (
    [
      ['Flash', plan.flash],
      ['RAM', plan.ram],
    ] as const
  ).filter(([, budget]) => budget.bytes > budget.limitBytes)
  return `${over
    .map(([name, { bytes, limitBytes }], at) => {
      return `${name} ${at === 0 ? 'is ' : ''}${formatBytes(bytes - limitBytes)} over`
    })
    .join(', ')}.`
}

function causeSentence(plan: Plan): string {
  const { flash, ramStep } = budgetCulprits(plan)
  const { node } = indexOf(plan)
  if (flash)
    return `${shortName(node.get(flash.node)?.name ?? flash.node)} alone takes ${formatBytes(flash.bytes)} of flash.`
  if (ramStep === undefined) return ''
  return `The arena is fullest at ${ownerName(plan, ramStep)}: ${formatBytes(plan.memory.arenaBytes)}.`
}

/** The cheapest way to fit, one click away; while it is looked for, how far that is. */
function Suggested() {
  const design = useDesign()
  const found = useSuggestions()
  const best = found?.best
  const running = useStore(suggestJob.store, (job) => job.running)
  const late = useLate(running !== null)
  if (best) {
    const text = best.changes.map((change) => describeChange(design, change)).join(', ')
    return (
      <button
        className="btn small fit"
        type="button"
        title={`Fit: ${text}`}
        onClick={() => takeSuggestion(best)}
      >
        <b>{best.mends.length > 1 ? 'Fit both' : 'Fit'}</b>
        <span>{text}</span>
      </button>
    )
  }
  if (found) return <span className="looking">No smaller width fits.</span>
  if (!running || !late) return null
  return (
    <span className="looking">
      Looking for what fits
      <progress value={running.share} aria-label="Looking for what fits" />
      <button className="link" type="button" onClick={running.stop}>
        Stop
      </button>
    </span>
  )
}

export function AlertBar() {
  const { plan } = useDerived()
  if (!plan.supported) return <Unsupported plan={plan} />
  if (plan.flash.bytes <= plan.flash.limitBytes && plan.ram.bytes <= plan.ram.limitBytes)
    return null
  return (
    <div className="alert" role="status">
      <Icon name="bad" />
      <p>
        <b>Too big for the {plan.board.name}.</b> {overSentence(plan)}{' '}
        <span className="why">{causeSentence(plan)}</span>
      </p>
      <Suggested />
      <MakeItFit />
      <button className="btn small" type="button" onClick={() => show({ boardPicker: 'fitting' })}>
        Boards that fit
      </button>
    </div>
  )
}
