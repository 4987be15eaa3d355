// Edits that change what the network is made of: each says what it would save before it is made, or
// why it can't be.

import { memo, useMemo, useState } from 'react'
import type { Edit, EditArgs } from '../../edits/edit'
import { editLabel } from '../../edits/index'
import { poolInsteadOfFlattenEdit } from '../../edits/poolInsteadOfFlatten'
import { removeLayerEdit } from '../../edits/removeLayer'
import { separateConvolutionEdit } from '../../edits/separateConvolution'
import { layerOf } from '../../layers'
import type { Node } from '../../model/model'
import { derive } from '../../store/derive'
import { project, withEdit } from '../../store/project'
import type { Design } from '../../store/project'
import { show } from '../../store/session'
import { tryCommit } from '../../store/tryChange'
import type { Tried } from '../../store/tryChange'
import { useProject } from '../parts/useStores'
import { BudgetDifferences, differencesOf } from './BudgetDifferences'
import { useTries } from './useTries'
import type { Trial } from './useTries'

interface Action extends Trial {
  readonly label: string
  readonly edit: Edit
  readonly args: EditArgs
  /** Codes of troubles that mean: nothing for this kind of layer. */
  readonly hiddenOn: readonly string[]
}

function action(
  label: string,
  edit: Edit,
  args: EditArgs,
  hiddenOn: readonly string[] = [],
): Action {
  const change = (design: Design) => withEdit(design, edit, args)
  return { key: `${edit.id} ${JSON.stringify(args)}`, change, label, edit, args, hiddenOn }
}

/** Weights behind that fit no more are initialized anew only where nothing else is possible. */
function removal(node: Node, label: string, input: number): Action {
  const args = { node: node.id, input, initialize: true }
  return action(label, removeLayerEdit, args)
}

const mostInputs = 4

function actionsFor(node: Node, nameOf: (id: string) => string): readonly Action[] {
  const args = { node: node.id }
  const removals =
    node.inputs.length < 2
      ? [removal(node, 'Remove this layer', 0)]
      : node.inputs
          .slice(0, mostInputs)
          .map((id, input) => removal(node, `Remove, keep ${nameOf(id)}`, input))
  const { kernel, filters, multiplier } = layerOf(node.kind)?.fields ?? {}
  const full = kernel && filters && !multiplier
  return [
    ...(full ? [action('Make it separable', separateConvolutionEdit, args)] : []),
    ...(layerOf(node.kind)?.alias
      ? [action('Pool globally instead', poolInsteadOfFlattenEdit, args, ['edit/flatten'])]
      : []),
    ...removals,
  ]
}

/** Layers that an edit leaves with weights that are not trained. */
function untrainedBy(before: Design, after: Design): readonly string[] {
  const known = new Set(before.base.untrained ?? [])
  const names = new Map(after.base.nodes.map(({ id, name }) => [id, name]))
  return (after.base.untrained ?? [])
    .filter((id) => !known.has(id))
    .map((id) => names.get(id) ?? id)
}

function Yields({ design, tried }: { design: Design; tried: Tried }) {
  if (!tried.design)
    return (
      <p className="hint">
        {tried.problem.message} {tried.problem.hint}
      </p>
    )
  const [from, to] = [derive(design).plan, derive(tried.design).plan]
  const untrained = untrainedBy(design, tried.design)
  return (
    <>
      {from.supported && to.supported && <BudgetDifferences from={from} to={to} />}
      <p className="hint">
        {untrained.length > 0
          ? `${untrained.join(', ')} ${untrained.length === 1 ? 'needs' : 'need'} training then.`
          : 'All weights stay as they were trained.'}
      </p>
    </>
  )
}

function flashText(design: Design, { design: after }: Tried): string {
  if (!after) return 'not possible'
  const [from, to] = [derive(design).plan, derive(after).plan]
  if (!from.supported || !to.supported) return ''
  const [flash] = differencesOf(from, to)
  return flash ? `${flash.text} flash` : ''
}

function ActionRow({
  one,
  design,
  tried,
  onLook,
}: {
  one: Action
  design: Design | null
  tried: Tried | undefined
  onLook: (key: string | undefined) => void
}) {
  const run = () => {
    if (!tried?.design) return
    const node = one.args['node']
    const before = project.getState().design?.base.nodes.find(({ id }) => id === node)
    tryCommit((from) => editLabel(one.edit, from.base, one.args), one.change)
    const stays = tried.design.base.nodes.some(({ id }) => id === node)
    if (!stays) show({ selected: before?.inputs[0] ?? null })
  }
  return (
    <li>
      <button
        className="action"
        type="button"
        aria-disabled={!tried?.design}
        aria-describedby="structure-yields"
        title={tried?.problem?.message}
        onClick={run}
        onFocus={() => onLook(one.key)}
        onPointerEnter={() => onLook(one.key)}
      >
        <span>{one.label}</span>
        <span className="muted">{design && tried ? flashText(design, tried) : ''}</span>
      </button>
    </li>
  )
}

/** `node`: of the base model, which stays the same while its width is dragged. */
export const StructureSection = memo(function StructureSection({ node }: { node: Node }) {
  const nodes = useProject((state) => state.design?.base.nodes)
  const own = nodes?.find(({ id }) => id === node.id)
  const actions = useMemo(() => {
    const nameOf = (id: string) => nodes?.find((one) => one.id === id)?.name ?? id
    return own ? actionsFor(own, nameOf) : []
  }, [own, nodes])
  const { design, tries } = useTries(actions)
  const [looked, setLooked] = useState<string>()
  const shown = actions.filter(
    ({ key, hiddenOn }) => !hiddenOn.includes(tries.get(key)?.problem?.code ?? ''),
  )
  const active = shown.find(({ key }) => key === looked)
  const tried = active && tries.get(active.key)
  return (
    <section onPointerLeave={() => setLooked(undefined)}>
      <h3>Structure</h3>
      <ul className="actions">
        {shown.map((one) => (
          <ActionRow
            key={one.key}
            one={one}
            design={design}
            tried={tries.get(one.key)}
            onLook={setLooked}
          />
        ))}
      </ul>
      <div id="structure-yields" aria-live="polite">
        {design && active && tried && (
          <div className="diffs">
            <h4>{active.label}</h4>
            <Yields design={design} tried={tried} />
          </div>
        )}
      </div>
    </section>
  )
})
