// The samples on which float and int8 give different answers, as pictures.

import { useState } from 'react'
import type { Outcome } from '../../store/testAccuracy'
import { formatCount } from '../format'
import { Segments } from '../parts/Segments'
import { SamplePicture } from './SamplePicture'

type Filter = 'all' | 'lost' | 'gained' | 'both wrong'

const mostShown = 200

interface Disagreement {
  readonly index: number
  readonly label: number | undefined
  readonly float: number
  readonly int8: number
}

function disagreementsOf({ evaluation, test }: Outcome): readonly Disagreement[] {
  const { accuracy, indices } = evaluation
  return accuracy.disagreements.map((at) => {
    const index = indices[at] ?? at
    return {
      index,
      label: test.labels?.[index],
      float: accuracy.floatClasses[at] ?? 0,
      int8: accuracy.int8Classes[at] ?? 0,
    }
  })
}

const filters: Record<Filter, (d: Disagreement) => boolean> = {
  all: () => true,
  lost: (d) => d.float === d.label,
  gained: (d) => d.int8 === d.label,
  'both wrong': (d) => d.float !== d.label && d.int8 !== d.label,
}
const filterLabels: Record<Filter, string> = {
  all: 'All',
  lost: 'int8 lost',
  gained: 'int8 gained',
  'both wrong': 'both wrong',
}

function Answer({
  name,
  answer,
  label,
}: {
  name: string
  answer: string
  label: string | undefined
}) {
  const right = answer === label
  return (
    <>
      {name}{' '}
      <b className={label === undefined ? '' : right ? 'right' : 'wrong'}>
        {answer}
        {label === undefined ? '' : right ? ' ✓' : ' ✕'}
      </b>
    </>
  )
}

export function Disagreements({ outcome }: { outcome: Outcome }) {
  const [filter, setFilter] = useState<Filter>('all')
  const all = disagreementsOf(outcome)
  const labelled = outcome.test.labels !== undefined
  const shown = all.filter(filters[filter])
  const name = (c: number) => outcome.labels?.[c] ?? String(c)
  return (
    <div className="acc-dis">
      <h3>
        Disagreeing samples{' '}
        <span className="muted">
          {formatCount(all.length)} of {formatCount(outcome.evaluation.accuracy.samples)}
        </span>
      </h3>
      {all.length === 0 ? (
        <p className="hint">Float and int8 give the same answer to every sample.</p>
      ) : (
        labelled && (
          <Segments
            className="chips"
            label="Filter"
            choices={(Object.keys(filters) as Filter[]).map((value) => ({
              value,
              label: (
                <>
                  {filterLabels[value]} <b>{formatCount(all.filter(filters[value]).length)}</b>
                </>
              ),
            }))}
            value={filter}
            onChange={setFilter}
          />
        )
      )}
      <div className="samples" role="group" tabIndex={0} aria-label="Disagreeing samples">
        {shown.slice(0, mostShown).map((d) => (
          <figure key={d.index} title={`Sample ${formatCount(d.index)}`}>
            <SamplePicture dataset={outcome.test} index={d.index} />
            <figcaption>
              {d.label !== undefined && (
                <>
                  label <b>{name(d.label)}</b>
                </>
              )}
              <Answer
                name="float"
                answer={name(d.float)}
                label={d.label === undefined ? undefined : name(d.label)}
              />
              <Answer
                name="int8"
                answer={name(d.int8)}
                label={d.label === undefined ? undefined : name(d.label)}
              />
            </figcaption>
          </figure>
        ))}
        {shown.length > mostShown && (
          <p className="hint">and {formatCount(shown.length - mostShown)} more</p>
        )}
      </div>
    </div>
  )
}
