// How a sample's bytes become the input tensor. Guessed at import, changeable here.

import { setPreprocessing } from '../../edits/setPreprocessing'
import type { Preprocessing } from '../../model/model'
import { commit } from '../../store/project'
import { formatReal } from '../format'
import { Segments } from '../parts/Segments'
import { useDerived } from '../parts/useDerived'

/** The ways in which pixels are usually scaled: [black, white] of the input tensor. */
const scalings = [
  { value: '0…1', label: '0 … 1', scale: 1 / 255, offset: 0 },
  { value: '−1…1', label: '−1 … 1', scale: 1 / 127.5, offset: -1 },
  { value: '0…255', label: '0 … 255', scale: 1, offset: 0 },
] as const

type Scaling = (typeof scalings)[number]['value'] | 'other'

function scalingOf({ scale, offset }: Preprocessing): Scaling {
  const near = (a: number, b: number) => Math.abs(a - b) < 1e-4
  const found = scalings.find((known) => near(known.scale, scale) && near(known.offset, offset))
  return found?.value ?? 'other'
}

function change(label: string, part: Partial<Preprocessing>): void {
  commit(label, (design) => ({
    ...design,
    base: setPreprocessing(design.base, { ...design.base.preprocessing, ...part }),
  }))
}

export function InputSection() {
  const { model } = useDerived()
  const now = model.preprocessing
  if (!now.pixels)
    return (
      <section>
        <h3>Samples</h3>
        <p className="hint">Samples are taken as float values, just as they are in the data.</p>
      </section>
    )
  const scaling = scalingOf(now)
  const other = {
    value: 'other',
    label: `${formatReal(now.offset)} … ${formatReal(255 * now.scale + now.offset)}`,
  } as const
  return (
    <section>
      <h3>From pixel to input</h3>
      <div className="setting">
        <span>Black … white</span>
        <Segments<Scaling>
          label="Black to white become"
          choices={scaling === 'other' ? [...scalings, other] : scalings}
          value={scaling}
          onChange={(value) => {
            const chosen = scalings.find((known) => known.value === value)
            if (chosen)
              change(`pixels ${chosen.label}`, { scale: chosen.scale, offset: chosen.offset })
          }}
        />
      </div>
      <div className="setting">
        <span>Pictures</span>
        <Segments
          label="Pictures are"
          choices={[
            { value: 'as they are', label: 'as they are' },
            { value: 'inverted', label: 'inverted' },
          ]}
          value={now.invert ? 'inverted' : 'as they are'}
          onChange={(value) => change(`pictures ${value}`, { invert: value === 'inverted' })}
        />
      </div>
      <div className="setting">
        <span>Other sizes</span>
        <Segments
          label="Pictures of another size are"
          choices={[
            { value: 'pad', label: 'padded' },
            { value: 'resize', label: 'resized' },
          ]}
          value={now.fit}
          onChange={(fit) => change(`pictures ${fit === 'pad' ? 'padded' : 'resized'}`, { fit })}
        />
      </div>
      <p className="hint">
        Part of the project: the simulation and the sketch treat a picture the same way.
      </p>
    </section>
  )
}
