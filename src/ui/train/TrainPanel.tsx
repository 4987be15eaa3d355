// Training in the page: options before, curves while it runs and after, and what became of it.

import { useState } from 'react'
import { useStore } from 'zustand'
import { drawDigits } from '../../store/openContent'
import { samples } from '../../store/samples'
import { training } from '../../store/training'
import { isActive } from '../../store/trainingRun'
import type { TrainingRun } from '../../store/trainingRun'
import { NoData } from '../accuracy/NoResult'
import { formatPercent } from '../format'
import { NeedsEveryLayer } from '../parts/NeedsEveryLayer'
import { Segments } from '../parts/Segments'
import { useDerived } from '../parts/useDerived'
import { TrainChart } from './TrainChart'
import type { ChartPoint } from './chartScale'
import { TrainOptions } from './TrainOptions'
import { TrainReady, TrainStatus } from './TrainStatus'
import './train.css'

type Of<T> = (record: T) => number | undefined

function pointsOf<T extends { epoch: number }>(records: readonly T[], of: Of<T>): ChartPoint[] {
  return records.flatMap((record) => {
    const value = of(record)
    return value === undefined ? [] : [{ epoch: record.epoch, value }]
  })
}

function Curves({ run }: { run: TrainingRun }) {
  const { epochs: records, curve, settings, phase } = run
  const accuracies = pointsOf(records, (record) => record.validationAccuracyPercent)
  const hasAccuracy = accuracies.length > 0 || curve.some((point) => point.accuracyPercent)
  const common = { epochs: settings.epochs, live: phase === 'running' }
  return (
    <>
      <TrainChart
        {...common}
        title="Loss"
        train={pointsOf(curve, ({ loss }) => loss)}
        validation={pointsOf(records, (record) => record.validationLoss)}
        format={(value) => value.toFixed(value < 10 ? 3 : 1)}
        formatTick={(value, digits) => value.toFixed(digits)}
      />
      {(hasAccuracy || isActive(run)) && (
        <TrainChart
          {...common}
          title="Top-1"
          train={pointsOf(curve, (point) => point.accuracyPercent)}
          validation={accuracies}
          largest={100}
          format={(percent) => formatPercent(percent / 100)}
          formatTick={(percent, digits) => formatPercent(percent / 100, digits)}
        />
      )}
    </>
  )
}

function NoSamples() {
  return (
    <div className="empty-panel">
      <h3>Training needs samples with labels</h3>
      <p>
        Drop them anywhere on the page: NumPy <code>.npz</code> or <code>.npy</code>, a CSV table,
        MNIST’s IDX files, or pictures in a folder per class. Files named <code>train</code> are
        learned from, others are for the test; of a single data set a fifth is kept for the test.
        Fine-tuning then gets accuracy back that a smaller layer cost, here in the page.
      </p>
      <NoData onDigits={() => drawDigits(2000)} />
    </div>
  )
}

export default function TrainPanel() {
  const { plan } = useDerived()
  const { run, settings } = useStore(training.store)
  const hasData = useStore(samples, ({ datasets }) => datasets.length > 0)
  const [wantsOptions, setWantsOptions] = useState(false)
  if (!plan.supported) return <NeedsEveryLayer what="Training" />
  if (!run && !hasData) return <NoSamples />
  const showsOptions = wantsOptions || !run
  return (
    <div className={`p-train${showsOptions ? ' with-options' : ''}`}>
      <div className={`train-status scroll${run && isActive(run) ? ' active' : ''}`}>
        {run ? <TrainStatus run={run} /> : <TrainReady />}
        {run && (
          <Segments
            label="Shown"
            choices={[
              { value: 'curves', label: 'Curves' },
              { value: 'options', label: 'Options' },
            ]}
            value={wantsOptions ? 'options' : 'curves'}
            onChange={(value) => setWantsOptions(value === 'options')}
          />
        )}
      </div>
      {showsOptions ? <TrainOptions settings={settings} /> : <Curves run={run} />}
    </div>
  )
}
