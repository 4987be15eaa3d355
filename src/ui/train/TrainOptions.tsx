// How to train. All of it has a sensible value; it is kept with the project and counts for the next
// training.

import type { ReactNode } from 'react'
import { training } from '../../store/training'
import type { TrainSettings } from '../../store/trainSettings'
import { Segments } from '../parts/Segments'
import { useDesign } from '../parts/useStores'
import { NumberField, SwitchField } from './TrainField'
import { isEdited } from './useTraining'

interface Props {
  readonly settings: TrainSettings
}

const set = training.change

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

function Untrained() {
  const { base } = useDesign()
  const names = base.nodes.filter(({ id }) => base.untrained?.includes(id)).map(({ name }) => name)
  if (names.length === 0) return null
  const all = names.length > 3 ? `${names.length} layers` : names.join(', ')
  return (
    <p className="hint">
      {all} {names.length > 1 ? 'have' : 'has'} new weights since an edit. Fine-tuning learns them;
      with many of them, training from scratch may end better.
    </p>
  )
}

function StartGroup({ settings }: Props) {
  return (
    <Group title="Start">
      <Segments
        label="Start from"
        choices={[
          { value: 'weights', label: 'These weights' },
          { value: 'scratch', label: 'From scratch' },
        ]}
        value={settings.start}
        onChange={(start) => set({ start })}
      />
      <Untrained />
      <NumberField name="epochs" label="Epochs" settings={settings} />
      <NumberField
        name="patience"
        label="Early stop after"
        unit="epochs"
        title="Epochs without a better one after which training ends; 0 never"
        settings={settings}
      />
      <NumberField
        name="seed"
        label="Seed"
        title="On WebAssembly the same seed gives the same weights"
        settings={settings}
      />
    </Group>
  )
}

function OptimizerGroup({ settings }: Props) {
  return (
    <Group title="Optimizer">
      <Segments
        label="Optimizer"
        choices={[
          { value: 'adam', label: 'Adam' },
          { value: 'sgd', label: 'SGD' },
        ]}
        value={settings.optimizer}
        onChange={(optimizer) => set({ optimizer })}
      />
      <NumberField name="learningRate" label="Learning rate" settings={settings} />
      {settings.optimizer === 'sgd' && (
        <NumberField name="momentum" label="Momentum" settings={settings} />
      )}
      <div className="setting">
        <span>Rate over time</span>
        <Segments
          label="Learning rate over time"
          choices={[
            { value: 'cosine', label: 'falls' },
            { value: 'constant', label: 'stays' },
          ]}
          value={settings.schedule}
          onChange={(schedule) => set({ schedule })}
        />
      </div>
      <NumberField name="batch" label="Batch" unit="samples" settings={settings} />
    </Group>
  )
}

function AugmentationGroup({ settings }: Props) {
  const fields = [
    ['shiftPercent', 'Shift, up to', '%', 'Share of the side'],
    ['rotateDegrees', 'Rotate, up to', '°', 'Either way'],
    ['scalePercent', 'Scale, up to', '%', 'Larger or smaller'],
    ['noisePercent', 'Noise', '%', 'Standard deviation, of the range of values'],
  ] as const
  return (
    <Group title="Augmentation">
      <SwitchField
        label="Change pictures a little"
        checked={settings.augments}
        onChange={(augments) => set({ augments })}
      />
      {settings.augments ? (
        fields.map(([name, label, unit, title]) => (
          <NumberField key={name} {...{ name, label, unit, title, settings }} />
        ))
      ) : (
        <p className="hint">Shifted, rotated, scaled, noisy: few samples then teach more.</p>
      )}
    </Group>
  )
}

function TeacherGroup({ settings }: Props) {
  const edited = isEdited(useDesign())
  return (
    <Group title="Goals">
      <SwitchField
        label="Learn from the unshrunk model"
        title={
          edited
            ? 'Distillation: the model as it was opened is the teacher'
            : 'The model is as it was opened: there is nothing to learn from it'
        }
        checked={settings.distills}
        disabled={!edited && !settings.distills}
        onChange={(distills) => set({ distills })}
      />
      {settings.distills && (
        <>
          <NumberField
            name="teacherPercent"
            label="Its share"
            unit="%"
            title="Of the loss; the labels have the rest"
            settings={settings}
          />
          <NumberField
            name="temperature"
            label="Temperature"
            title="Softens the teacher’s answers"
            settings={settings}
          />
        </>
      )}
      <SwitchField
        label="Quantization-aware"
        title="Rounds while it trains as int8 will, so that int8 accuracy is what is trained"
        checked={settings.quantizationAware}
        onChange={(quantizationAware) => set({ quantizationAware })}
      />
      <div className="setting">
        <label htmlFor="train-backend">Computed by</label>
        <select
          id="train-backend"
          value={settings.backend}
          onChange={({ target }) => set({ backend: target.value as TrainSettings['backend'] })}
        >
          <option value="auto">the fastest</option>
          <option value="wasm">WebAssembly</option>
          <option value="webgl">WebGL</option>
          <option value="webgpu">WebGPU</option>
        </select>
      </div>
    </Group>
  )
}

export function TrainOptions({ settings }: Props) {
  return (
    <div className="scroll">
      <div className="train-options" role="group" aria-label="Options">
        <StartGroup settings={settings} />
        <OptimizerGroup settings={settings} />
        <AugmentationGroup settings={settings} />
        <TeacherGroup settings={settings} />
      </div>
    </div>
  )
}
