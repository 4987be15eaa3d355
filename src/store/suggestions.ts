// What would make the design fit its board, looked for in a thread once the hand rests; an answer to
// an older design is no answer.

import type { NodeId } from '../model/model'
import { editById, editLabel } from '../edits/index'
import { widthGroup } from '../edits/widthProblem'
import type { SuggestedChange, Suggestion, Suggestions } from '../fit/suggestSizes'
import { suggest } from '../workers/suggester'
import { measuredChannels } from './channels'
import { derive, designKey, modelKey } from './derive'
import { createJob } from './jobs'
import { commit, project, withEdit, withWidths } from './project'
import type { Design } from './project'
import { scaleOf } from './scaleDesign'

export const suggestJob = createJob<Suggestions>()

const restMs = 200

/** Changes with all that a suggestion depends on. */
export function suggestionKey(design: Design): string {
  return `${modelKey(design)} ${designKey(design)}`
}

export function needsSuggestion(design: Design): boolean {
  const { supported, flash, ram } = derive(design).plan
  return supported && (flash.bytes > flash.limitBytes || ram.bytes > ram.limitBytes)
}

function ask(design: Design): void {
  const { base, widths, boardId, options } = design
  const scores = measuredChannels(base)?.scores.contribution
  const request = { base, widths, boardId, options, ...(scores ? { scores } : {}) }
  const what = 'Looking for what fits'
  void suggestJob.run(what, suggestionKey(design), (signal, progress) =>
    suggest(request, signal, (share) => progress(what, share)),
  )
}

/** Follows the committed design: sliders on their way are not asked about. */
export function startSuggesting(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = ''
  const look = () => {
    const { design, preview } = project.getState()
    const key = design && !preview && needsSuggestion(design) ? suggestionKey(design) : ''
    if (key === asked) return
    asked = key
    clearTimeout(timer)
    const { running, result } = suggestJob.store.getState()
    running?.stop()
    if (design && key && result?.key !== key) timer = setTimeout(() => ask(design), restMs)
  }
  project.subscribe(look)
  look()
}

const unitOf = ({ base }: Design, id: NodeId): string => {
  const node = base.nodes.find((one) => one.id === id)
  return node && 'units' in node.attrs ? 'units' : 'filters'
}

/** Layers whose widths move together, all named where they are few. */
function groupName({ base }: Design, id: NodeId): string {
  const names = widthGroup(base, id).map(
    (one) => base.nodes.find((node) => node.id === one)?.name ?? one,
  )
  return names.length > 3 ? `${names[0]} + ${names.length - 1} more` : names.join(', ')
}

/** "dense_120 120 → 45 units", "whole network × 0.62": as trained, as the slider says it. */
export function describeChange(design: Design, change: SuggestedChange): string {
  if (change.kind === 'width')
    return `${groupName(design, change.node)} ${change.from} → ${change.to} ${unitOf(design, change.node)}`
  if (change.kind === 'scale')
    return `whole network × ${((change.factor * scaleOf(design)) / 100).toFixed(2)}`
  if (change.kind === 'rows') return 'rows instead of buffers'
  if (change.kind === 'no-softmax') return 'no softmax on the board'
  const edit = editById(change.edit)
  return edit ? editLabel(edit, design.base, change.args) : change.edit
}

/** The design with all of it; throws UserError where an edit of structure can't be. */
export function withSuggestion(design: Design, { changes, widths, options }: Suggestion): Design {
  const edited = changes.reduce(
    (one, change) => {
      const edit = change.kind === 'edit' ? editById(change.edit) : undefined
      return edit && change.kind === 'edit' ? withEdit(one, edit, change.args) : one
    },
    withWidths(design, widths),
  )
  return { ...edited, options }
}

/** One undoable edit. */
export function takeSuggestion(suggestion: Suggestion): void {
  const label = (design: Design) =>
    `what fits: ${suggestion.changes.map((change) => describeChange(design, change)).join(', ')}`
  commit(label, (design) => withSuggestion(design, suggestion))
}
