// The contract of an edit, asked of every edit in the list.

import { expect, test } from 'vitest'
import { UserError } from '../lib/diagnostics'
import { modelShapes } from '../layers/modelShapes'
import { editById, edits } from './index'
import { leNet } from './testModels'

test('edits are different and found by their name', () => {
  expect(new Set(edits.map((edit) => edit.id)).size).toBe(edits.length)
  for (const edit of edits) expect(editById(edit.id)).toBe(edit)
  expect(editById('nothing')).toBeUndefined()
})

test.each(edits.map((edit) => [edit.id, edit] as const))('%s', (_id, edit) => {
  const model = leNet()
  const before = JSON.stringify(model.nodes)
  const edited = edit.apply(model, edit.sample(model, 'conv2d_1'))
  // It changes something, sound as before, and leaves the given model alone.
  expect(edited).not.toEqual(model)
  expect(modelShapes(edited).size).toBe(edited.nodes.length)
  expect(JSON.stringify(model.nodes)).toBe(before)
  expect(edit.apply(model, edit.sample(model, 'conv2d_1'))).toEqual(edited)
})

test.each([
  ['setChannels', { node: 'conv2d_1', count: 'two' }],
  ['setChannels', { node: 7, count: 2 }],
  ['keepChannels', { node: 'conv2d_1', keep: [0.5] }],
  ['applyWidths', { widths: [1] }],
  ['setChannels', { node: 'conv2d_1', count: 2, importance: { by: 'luck' } }],
  ['setChannels', { node: 'conv2d_1', count: 2, importance: { by: 'activation', activity: {} } }],
  [
    'setChannels',
    { node: 'conv2d_1', count: 2, importance: { by: 'scores', scores: { conv2d_1: [1] } } },
  ],
  ['scaleWidths', { factor: 0 }],
  ['scaleWidths', { factor: 0.5, nodes: ['flatten_5'] }],
  ['chooseOutput', { node: 'input_0' }],
  ['chooseOutput', { node: '__proto__' }],
  ['setPreprocessing', { scale: 0 }],
  ['setPreprocessing', { fit: 'squeeze' }],
  ['rename', { name: '   ' }],
  ['rename', { name: 'x'.repeat(201) }],
])('%s refuses %j', (id, args) => {
  expect(() => editById(id)?.apply(leNet(), args)).toThrow(UserError)
})

test('what an edit gives is what was asked for', () => {
  const model = leNet()
  const apply = (id: string, args: Record<string, string | boolean>) =>
    editById(id)?.apply(model, args)
  expect(apply('rename', { name: ' digits ' })?.name).toBe('digits')
  const renamed = apply('rename', { name: 'edges', node: 'conv2d_1' })
  expect(renamed?.nodes[1]).toEqual({ ...model.nodes[1], name: 'edges' })
  expect(apply('setPreprocessing', { invert: true })?.preprocessing).toEqual({
    ...model.preprocessing,
    invert: true,
  })
  expect(apply('chooseOutput', { node: 'dense_6' })?.output).toBe('dense_6')
})
