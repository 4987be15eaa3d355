// Float and int8 side by side, their difference, recall per class, and what calibrated the ranges.

import type { Outcome } from '../../store/testAccuracy'
import { formatCount, formatPercent, formatPoints } from '../format'
import { OriginMark } from '../parts/OriginMark'

type Labelled = NonNullable<Outcome['evaluation']['accuracy']['labelled']>

function right(percent: number, samples: number): string {
  return `${formatCount(Math.round((percent / 100) * samples))} right`
}

/** Left end of the axis: a round number below the worst class. */
export function axisStart(percents: readonly number[]): number {
  const worst = Math.min(...percents)
  const step = worst > 90 ? 1 : 10
  return Math.max(
    0,
    Math.min(99, Math.floor(worst / step) * step - (worst % step === 0 ? step : 0)),
  )
}

function PerClass({
  labelled,
  names,
}: {
  labelled: Labelled
  names: readonly string[] | undefined
}) {
  const start = axisStart(labelled.perClass.flatMap((c) => [c.floatPercent, c.int8Percent]))
  const at = (percent: number) => `${(100 * (percent - start)) / (100 - start)}%`
  return (
    <ul className="perclass">
      {labelled.perClass.map(({ label, samples, floatPercent, int8Percent }) => (
        <li
          key={label}
          title={`${names?.[label] ?? label}: float ${formatPercent(floatPercent / 100, 2)}, int8 ${formatPercent(int8Percent / 100, 2)} of ${formatCount(samples)}`}
        >
          <b>{names?.[label] ?? label}</b>
          <span className="ax">
            <i className="ring" style={{ left: at(floatPercent) }} />
            <i className="disc" style={{ left: at(int8Percent) }} />
          </span>
          <em>{formatPercent(int8Percent / 100)}</em>
        </li>
      ))}
    </ul>
  )
}

function calibrationSentence({ evaluation }: Outcome): string {
  const { samples, source, method } = evaluation.calibration
  const how = method === 'min-max' ? 'smallest and largest value' : 'percentiles'
  return samples === 0
    ? 'Ranges were guessed from random inputs: there were no samples to calibrate with.'
    : `Ranges from ${formatCount(samples)} samples of ${source}, by ${how}.`
}

function Duel({ accuracy }: { accuracy: Outcome['evaluation']['accuracy'] }) {
  const { labelled, samples } = accuracy
  if (!labelled)
    return (
      <div className="duel">
        <div>
          <span>same answer</span>
          <b>
            {accuracy.agreementPercent.toFixed(1)}
            <small> %</small>
          </b>
          <span className="muted">no labels, so no top-1</span>
        </div>
      </div>
    )
  const { floatTop1Percent, int8Top1Percent } = labelled
  return (
    <div className="duel">
      {(
        [
          ['float', floatTop1Percent],
          ['int8', int8Top1Percent],
        ] as const
      ).map(([name, percent]) => (
        <div key={name} title={formatPercent(percent / 100, 2)}>
          <span>{name}</span>
          <b>
            {percent.toFixed(1)}
            <small> %</small>
          </b>
          <span className="muted">{right(percent, samples)}</span>
        </div>
      ))}
    </div>
  )
}

export function AccuracySummary({ outcome }: { outcome: Outcome }) {
  const { accuracy } = outcome.evaluation
  const { labelled } = accuracy
  return (
    <div className="acc-sum">
      <Duel accuracy={accuracy} />
      <p className="lead" title={calibrationSentence(outcome)}>
        {labelled && (
          <span className="pill">
            {formatPoints((labelled.int8Top1Percent - labelled.floatTop1Percent) / 100)}
          </span>
        )}
        <OriginMark
          origin="simulated"
          more="bit-exact"
          title="The same C kernels as in the sketch, compiled to WebAssembly"
        />
      </p>
      {labelled && (
        <>
          <h3>
            Recall per class{' '}
            <span className="key">
              <i className="ring" />
              float
              <i className="disc" />
              int8
            </span>
          </h3>
          <PerClass labelled={labelled} names={outcome.labels} />
        </>
      )}
      <p className="hint">{calibrationSentence(outcome)}</p>
    </div>
  )
}
