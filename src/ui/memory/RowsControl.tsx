// Whether buffers are whole or windows of rows: what each way takes of the arena, and the choice.

import { useMemo } from 'react'
import { streamingChoices } from '../../compile/planStream'
import type { StreamingChoice } from '../../compile/planStream'
import type { Streaming } from '../../compile/plan'
import { commit } from '../../store/project'
import { formatBytes } from '../format'
import { Icon } from '../parts/Icon'
import { Segments } from '../parts/Segments'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'
import { describeForm, formOf, formWords } from './rowForms'

function Way({ choice }: { choice: StreamingChoice }) {
  const { streaming, arenaBytes, fits } = choice
  const bytes = `${formatBytes(arenaBytes)} of arena`
  return (
    <span
      className="way"
      title={`${describeForm(choice)}. ${bytes}${fits ? '' : ': too big for this board'}.`}
    >
      {formWords[streaming]} <b>{formatBytes(arenaBytes)}</b>
      {!fits && <Icon name="bad" />}
    </span>
  )
}

function choose(streaming: Streaming): void {
  const label =
    streaming === 'auto' ? 'rows in RAM: automatic' : `rows in RAM: ${formWords[streaming]}`
  commit(label.toLowerCase(), (design) =>
    design.options.streaming === streaming
      ? design
      : { ...design, options: { ...design.options, streaming } },
  )
}

export function RowsControl() {
  const { plan } = useDerived()
  const { streaming } = useDesign().options
  const ways = useMemo(() => streamingChoices(plan), [plan])
  const form = formOf(plan)
  if (ways.length < 2)
    return <p className="mem-rows muted">Buffers are whole: going row by row would save nothing.</p>
  const automatic = (
    <span className="way" title="The first of these ways that fits the board">
      Auto{streaming === 'auto' && <span className="now">: {formWords[form].toLowerCase()}</span>}
    </span>
  )
  return (
    <div className="mem-rows">
      <Segments
        label="Rows in RAM"
        shownLabel="Buffers"
        choices={[
          { value: 'auto', label: automatic },
          ...ways.map((choice) => ({
            value: choice.streaming as Streaming,
            label: <Way choice={choice} />,
          })),
        ]}
        value={streaming === 'auto' ? streaming : form}
        onChange={choose}
      />
    </div>
  )
}
