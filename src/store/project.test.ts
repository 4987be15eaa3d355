import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPreprocessing } from '../model/model'
import type { Edit, EditArgs } from '../edits/edit'
import { setActivationEdit } from '../edits/setActivation'
import { setKernelEdit } from '../edits/setKernel'
import { setPoolingEdit } from '../edits/setPooling'
import { leNet } from '../edits/testModels'
import type { Model } from '../model/model'
import {
  cancelPreview,
  closeModel,
  commit,
  openModel,
  preview,
  project,
  redo,
  shownDesign,
  undo,
  withEdit,
  withWidth,
} from './project'

const model: Model = {
  name: 'small',
  preprocessing: defaultPreprocessing,
  nodes: [],
  outputs: [],
  output: '',
  weights: {},
}
const setWidth = (width: number) =>
  commit(`conv, ${width} filters`, (design) => withWidth(design, 'conv', width, 8))
const width = () => shownDesign(project.getState())?.widths['conv'] ?? 8

describe('project', () => {
  beforeEach(() => openModel(model, 'small.h5', 'arduino-uno'))

  it('undoes and redoes edits in order', () => {
    setWidth(6)
    setWidth(4)
    undo()
    expect(width()).toBe(6)
    undo()
    expect(width()).toBe(8)
    undo()
    expect(width()).toBe(8)
    redo()
    redo()
    expect(width()).toBe(4)
    expect(project.getState().past.map((change) => change.label)).toEqual([
      'conv, 6 filters',
      'conv, 4 filters',
    ])
  })

  it('shows a preview that leaves no trace', () => {
    preview((design) => withWidth(design, 'conv', 3, 8))
    expect(width()).toBe(3)
    expect(project.getState().past).toHaveLength(0)
    cancelPreview()
    expect(width()).toBe(8)
  })

  it('ends with the edit that it showed, also when it comes late', () => {
    setWidth(3)
    preview((design) => withWidth(design, 'conv', 3, 8))
    expect(project.getState().preview).toBeNull()
  })

  it('does not record an edit that changes nothing', () => {
    preview((design) => withWidth(design, 'conv', 3, 8))
    setWidth(8)
    expect(project.getState().past).toHaveLength(0)
    expect(project.getState().preview).toBeNull()
  })

  it('forgets redo after a new edit and keeps at most 200', () => {
    for (let i = 0; i < 230; i++) setWidth(1 + (i % 7))
    expect(project.getState().past).toHaveLength(200)
    undo()
    setWidth(8)
    expect(project.getState().future).toHaveLength(0)
  })

  it('makes one step of a slider moved by keys', () => {
    for (const next of [7, 6, 5])
      commit(
        (before) => `conv, ${before.widths['conv'] ?? 8} → ${next} filters`,
        (design) => withWidth(design, 'conv', next, 8),
        'width conv',
      )
    expect(project.getState().past.map((change) => change.label)).toEqual(['conv, 8 → 5 filters'])
    undo()
    expect(width()).toBe(8)
  })

  it('takes an edit that merges for the one before, and drops it when nothing is left', () => {
    const change = (next: number) =>
      commit('size', (design) => withWidth(design, 'conv', next, 8, ['other']), 'width conv')
    commit('other', (design) => withWidth(design, 'other', 3, 4))
    change(5)
    expect(project.getState().design?.widths).toEqual({ conv: 5 })
    undo()
    change(6)
    commit('size', (design) => design, 'width conv')
    expect(project.getState().past.map(({ label }) => label)).toEqual(['other'])
    expect(project.getState().design?.widths).toEqual({ other: 3 })
  })

  it('takes marks back where a layer is again what was trained', () => {
    const marked = () => project.getState().design?.base.untrained
    openModel(leNet(), 'lenet.h5', 'arduino-uno')
    const set = (edit: Edit, args: EditArgs) =>
      commit(edit.id, (design) => withEdit(design, edit, args))
    set(setPoolingEdit, { node: 'averagePool2d_2', reduce: 'max' })
    expect(marked()).toEqual(['conv2d_3'])
    set(setActivationEdit, { node: 'dense_6', activation: 'relu' })
    set(setPoolingEdit, { node: 'averagePool2d_2', reduce: 'average' })
    expect(marked()).toEqual(['dense_6'])
    set(setActivationEdit, { node: 'dense_6', activation: 'tanh' })
    expect(marked()).toBeUndefined()
    set(setKernelEdit, { node: 'conv2d_1', kernel: [3, 3] })
    set(setKernelEdit, { node: 'conv2d_1', kernel: [5, 5] })
    expect(marked()).toContain('conv2d_1')
  })

  it('starts afresh with another model', () => {
    setWidth(2)
    closeModel()
    expect(shownDesign(project.getState())).toBeNull()
    expect(project.getState().past).toHaveLength(0)
  })
})
