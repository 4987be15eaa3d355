// How rows use RAM, in words, and which form a plan has.

import type { StreamingChoice } from '../../compile/planStream'
import type { Plan, Streaming } from '../../compile/plan'

type Form = Exclude<Streaming, 'auto'>

export const formWords: Readonly<Record<Form, string>> = {
  whole: 'Whole',
  rows: 'By rows',
  'input-rows': 'Input by rows',
}

export function formOf({ stream }: Plan): Form {
  if (!stream) return 'whole'
  return stream.inputByRows ? 'input-rows' : 'rows'
}

const layers = (count: number) => (count === 1 ? 'first step runs' : `first ${count} steps run`)

/** What a form means for this model. */
export function describeForm({ streaming, stream }: StreamingChoice): string {
  if (!stream) return 'Every buffer holds a whole result'
  const chain = `The ${layers(stream.calls)} row by row: of what they read, a window of rows is in RAM`
  return streaming === 'rows'
    ? `${chain}; the input is there from the start`
    : `${chain}; the input too arrives row by row, over Serial for instance`
}
