// What can be changed of a layer besides its width: kernel, stride, pooling, activation, as far as its
// kind has them.

import { memo } from 'react'
import type { Edit, EditArgs } from '../../edits/edit'
import { editLabel } from '../../edits/index'
import { setActivationEdit } from '../../edits/setActivation'
import { setKernelEdit } from '../../edits/setKernel'
import { poolingOf, setPoolingEdit } from '../../edits/setPooling'
import { setStridesEdit } from '../../edits/setStrides'
import { layerOf } from '../../layers'
import { activations } from '../../layers/layer'
import type { Model, Node } from '../../model/model'
import { withEdit } from '../../store/project'
import type { Design } from '../../store/project'
import { useDesignPart } from '../parts/useStores'
import { ChoiceField } from './ChoiceField'
import type { Option } from './ChoiceField'
import { SizeField } from './SizeField'
import type { Pair } from './SizeField'

type Sized = 'kernel' | 'pool' | 'strides'

const sizeEdits: Readonly<Record<Sized, Edit>> = {
  kernel: setKernelEdit,
  pool: setPoolingEdit,
  strides: setStridesEdit,
}

function pairOf(node: Node | undefined, name: Sized): Pair | undefined {
  const value = node?.attrs[name]
  const [height, width] = Array.isArray(value) ? (value as readonly unknown[]) : []
  return typeof height === 'number' && typeof width === 'number' ? [height, width] : undefined
}

const nodeOf = (model: Model, id: string) => model.nodes.find((one) => one.id === id)

function edited(edit: Edit, args: EditArgs) {
  return (design: Design) => withEdit(design, edit, args)
}

function AttributeSize({ node, name }: { node: Node; name: Sized }) {
  const [original, base] = [useDesignPart((one) => one.original), useDesignPart((one) => one.base)]
  const field = layerOf(node.kind)?.fields[name]
  const value = pairOf(node, name)
  if (field?.type !== 'size' || !value) return null
  const trained = pairOf(nodeOf(original, node.id), name) ?? value
  const edit = sizeEdits[name]
  const useful = name === 'kernel' ? 7 : 4
  return (
    <SizeField
      label={field.label}
      value={value}
      trained={trained}
      sliderMax={Math.max(useful, Math.max(...trained) + 2)}
      max={field.max}
      edit={{
        change: (pair) => edited(edit, { node: node.id, [name]: pair }),
        label: editLabel(edit, base, { node: node.id }),
        merge: `${name} ${node.id}`,
        read: (design) => pairOf(nodeOf(design.base, node.id), name) ?? value,
      }}
    />
  )
}

const activationWords: Readonly<Record<string, string>> = {
  linear: 'none (linear)',
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'Leaky ReLU',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softmax: 'softmax',
}

function ActivationChoice({ node, trained }: { node: Node; trained: Node | undefined }) {
  const base = useDesignPart((one) => one.base)
  const field = layerOf(node.kind)?.fields['activation']
  const value = node.attrs['activation']
  if (field?.type !== 'choice' || typeof value !== 'string') return null
  const options = activations.map((one): Option => ({
    value: one,
    label: activationWords[one] ?? one,
    ...(trained?.attrs['activation'] === one ? { note: 'as trained' } : {}),
  }))
  return (
    <ChoiceField
      label={field.label}
      value={value}
      options={options}
      change={(activation) => edited(setActivationEdit, { node: node.id, activation })}
      changeLabel={(option) =>
        `${editLabel(setActivationEdit, base, { node: node.id })}, ${option.label}`
      }
    />
  )
}

const reductions = [
  { value: 'max', label: 'largest (max)' },
  { value: 'average', label: 'average' },
] as const

function PoolingChoice({ node, trained }: { node: Node; trained: Node | undefined }) {
  const base = useDesignPart((one) => one.base)
  const value = poolingOf(node)
  if (!value) return null
  const own = trained && poolingOf(trained)
  return (
    <ChoiceField
      label="Takes the"
      value={value}
      options={reductions.map((one) => ({
        ...one,
        ...(own === one.value ? { note: 'as trained' } : {}),
      }))}
      change={(reduce) => edited(setPoolingEdit, { node: node.id, reduce })}
      changeLabel={(option) =>
        `${editLabel(setPoolingEdit, base, { node: node.id })}, ${option.value}`
      }
    />
  )
}

/** Attributes that have a control here: the inspector does not write them a second time. */
export const controlled: ReadonlySet<string> = new Set(['kernel', 'pool', 'strides', 'activation'])

/** `node`: of the base model, which stays the same while its width is dragged. */
export const AttributeControls = memo(function AttributeControls({ node }: { node: Node }) {
  const original = useDesignPart((one) => one.original)
  const trained = nodeOf(original, node.id)
  return (
    <>
      <AttributeSize node={node} name="kernel" />
      <PoolingChoice node={node} trained={trained} />
      <AttributeSize node={node} name="pool" />
      <AttributeSize node={node} name="strides" />
      <ActivationChoice node={node} trained={trained} />
    </>
  )
})
