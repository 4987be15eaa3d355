// Left of the training tab: where a training stands, its figures, and what can be done with it.

import { useStore } from 'zustand'
import type { BackendName, EpochRecord } from '../../learning/trainOptions'
import { testAndBuild } from '../../store/buildProject'
import { samples } from '../../store/samples'
import { show } from '../../store/session'
import { training } from '../../store/training'
import { canKeep, doneEpochs, isActive } from '../../store/trainingRun'
import type { TrainingRun } from '../../store/trainingRun'
import { formatCount, formatLeft, formatPercent, formatReal, formatTime } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'
import { useDesign } from '../parts/useStores'
import { isEdited, relationTo, useParts, useStartProblem } from './useTraining'

const backendWords: Readonly<Record<BackendName, string>> = {
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  webgpu: 'WebGPU',
}

function titleOf({ start }: { start: 'weights' | 'scratch' }): string {
  return start === 'scratch' ? 'Training from scratch' : 'Fine-tuning'
}

export function stateOf(run: TrainingRun): string {
  const done = doneEpochs(run)
  const { epochs } = run.settings
  if (run.phase === 'finishing') return 'finishing'
  if (run.phase === 'kept') return 'kept'
  if (run.phase === 'running') {
    if (run.trying) return `timing ${backendWords[run.trying]}`
    if (run.curve.length === 0 && run.epochs.length === 0) return 'starting'
    return `epoch ${Math.min(done + 1, epochs)} of ${epochs}`
  }
  if (run.ended === 'interrupted') return `interrupted after epoch ${done}`
  if (run.ended === 'stopped') return `stopped in epoch ${done}`
  if (run.ended === 'failed') return `failed after epoch ${done}`
  const words = `${done} ${done === 1 ? 'epoch' : 'epochs'}`
  return run.ended === 'patience' ? `early stop, ${words}` : `done, ${words}`
}

/** Top-1 where there are labels, otherwise the loss. */
function figureOf(record: Partial<EpochRecord> | undefined): string | undefined {
  if (record?.validationAccuracyPercent !== undefined)
    return formatPercent(record.validationAccuracyPercent / 100)
  const loss = record?.validationLoss ?? record?.trainLoss
  return loss === undefined ? undefined : `loss ${formatReal(loss, 3)}`
}

function Figures({ run }: { run: TrainingRun }) {
  const { settings, best, backend, reference, epochs, msLeft } = run
  const first = epochs[0]?.epoch === 0 ? epochs[0] : undefined
  const edited = figureOf(reference)
  const msPerStep = backend?.trials.find(({ name }) => name === backend.name)?.msPerStep
  const rows: readonly (readonly [string, string | undefined, string?])[] = [
    ['Validation, best', canKeep(run) ? figureOf(best?.record) : undefined],
    ['Before edit', edited, 'The model as it was opened, on the same samples'],
    [
      settings.start === 'scratch'
        ? 'Untrained'
        : edited
          ? 'After edit, untrained'
          : 'Before training',
      figureOf(first),
    ],
    ['Batch, rate', `${settings.batch}, ${settings.learningRate}`],
    [
      'Computed by',
      backend && backendWords[backend.name],
      msPerStep === undefined ? undefined : `${formatTime(msPerStep / 1000)} a step when timed`,
    ],
    ['Left', msLeft === undefined || run.phase !== 'running' ? undefined : formatLeft(msLeft)],
  ]
  return (
    <dl className="kv">
      {rows.map(
        ([term, value, title]) =>
          value !== undefined && (
            <div key={term} title={title}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

function endedWords(run: TrainingRun): string {
  const { best, ended } = run
  if (run.phase === 'kept')
    return 'The trained weights are a version of the model; undo takes it back.'
  const epoch = best && best.epoch > 0 ? `Epoch ${best.epoch} is the best so far.` : undefined
  if (isActive(run))
    return run.phase === 'finishing'
      ? 'Measuring what was learned since the last epoch.'
      : `${epoch ?? ''} Stop ends with the best epoch; the page can be used meanwhile.`.trim()
  if (!canKeep(run))
    return run.epochs.length > 0
      ? 'No epoch was better than the weights before it: there is nothing to keep.'
      : 'No epoch was done: there is nothing to keep.'
  const why = {
    interrupted: 'The page was closed while it trained.',
    patience: `No better epoch in the last ${run.settings.patience}.`,
    failed: 'What was learned before can be kept.',
    stopped: '',
    epochs: '',
    steps: '',
  }[ended ?? 'epochs']
  return `${why} Keep takes the weights of epoch ${best?.epoch ?? 0} as a new version.`.trim()
}

/** The design on screen is another than the training's. */
function Outdated({ run }: { run: TrainingRun }) {
  const design = useDesign()
  const relation = relationTo(run, design)
  if (relation === 'trained' || (run.phase !== 'kept' && relation === 'start')) return null
  const text =
    run.phase === 'kept'
      ? 'These curves are of another version than the one on screen.'
      : 'The model was changed since: this trains the older version. Keep puts it in place of the changes, and undo brings them back.'
  return (
    <p className="note is-warning" role="note">
      <Icon name="warn" />
      <span>{text}</span>
    </p>
  )
}

async function testKept(): Promise<void> {
  show({ tab: 'accuracy' })
  await testAndBuild()
}

function Buttons({ run }: { run: TrainingRun }) {
  const { start, stop, keep, discard, goOn } = training
  if (run.phase === 'kept')
    return (
      <div className="row wrap">
        <button className="btn primary" type="button" onClick={() => void testKept()}>
          Test accuracy
        </button>
        <button className="btn" type="button" onClick={discard}>
          New training
        </button>
      </div>
    )
  const active = isActive(run)
  const keepable = canKeep(run)
  return (
    <div className="row wrap">
      {active && (
        <button className="btn" type="button" onClick={stop}>
          {run.phase === 'finishing' ? 'Stop now' : 'Stop'}
        </button>
      )}
      {(active || keepable) && (
        <button
          className={active ? 'btn' : 'btn primary'}
          type="button"
          disabled={active}
          title={active ? 'Stop it first' : undefined}
          onClick={keep}
        >
          Keep
        </button>
      )}
      {!active &&
        (run.best ? (
          <button className="btn" type="button" onClick={goOn}>
            Go on
          </button>
        ) : (
          <button className="btn primary" type="button" onClick={start}>
            Start again
          </button>
        ))}
      <button className="btn ghost" type="button" onClick={discard}>
        Discard
      </button>
    </div>
  )
}

export function TrainStatus({ run }: { run: TrainingRun }) {
  const error = useStore(training.job.store, (job) => job.error)
  const notKept = useStore(training.store, (state) => state.notKept)
  return (
    <>
      <h3>
        {titleOf(run.settings)}
        <span className="pill accent" role="status">
          {stateOf(run)}
        </span>
      </h3>
      {isActive(run) && (
        <progress
          aria-label={titleOf(run.settings)}
          max={1}
          {...(run.share > 0 ? { value: run.share } : {})}
        />
      )}
      {error && <DiagnosticList diagnostics={error} />}
      <Figures run={run} />
      <Buttons run={run} />
      <Outdated run={run} />
      <p className="hint">{endedWords(run)}</p>
      {notKept && (
        <p className="hint">The browser keeps nothing here: closing the page ends this training.</p>
      )}
    </>
  )
}

function PartFigures() {
  const parts = useParts()
  const { datasets } = useStore(samples)
  const titles = {
    train: 'Weights are learned from these',
    validation: 'These choose the best epoch; they are never learned from',
    test: 'Accuracy is measured on these; training never sees them',
  }
  return (
    <>
      <dl className="kv">
        {(['train', 'validation', 'test'] as const).map((part) => (
          <div key={part} title={titles[part]}>
            <dt>{{ train: 'Training', validation: 'Validation', test: 'Test, unseen' }[part]}</dt>
            <dd>{formatCount(parts[part])} samples</dd>
          </div>
        ))}
      </dl>
      <p className="hint">
        {parts.cut
          ? `${datasets[0]?.name} is all the data there is: a fifth is kept for the test, and accuracy is then measured on that alone.`
          : `From ${datasets.map(({ name }) => name).join(' and ')}.`}
      </p>
    </>
  )
}

export function TrainReady() {
  const settings = useStore(training.store, (state) => state.settings)
  const error = useStore(training.job.store, (job) => job.error)
  const problem = useStartProblem()
  const edited = isEdited(useDesign())
  return (
    <>
      <h3>{titleOf(settings)}</h3>
      <PartFigures />
      <div className="row wrap">
        <button
          className="btn primary"
          type="button"
          disabled={problem !== undefined}
          title={problem}
          onClick={training.start}
        >
          {settings.start === 'scratch' ? 'Train' : 'Fine-tune'}
        </button>
      </div>
      {problem !== undefined && <p className="hint">{problem}</p>}
      {error && <DiagnosticList diagnostics={error} />}
      <p className="hint">
        {edited
          ? 'Gets back accuracy that edits cost. What comes out is a new version; undo takes it back.'
          : 'What comes out is a new version; undo takes it back.'}
      </p>
    </>
  )
}
