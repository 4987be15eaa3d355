import { describe, expect, it } from 'vitest'
import { defaultPreprocessing } from '../model/model'
import type { Model } from '../model/model'
import { packProject, readSavedProject, unpackProject } from './savedProject'

const weight = (value: number) => ({ shape: [2], data: Float32Array.of(value, value) })
const node = (name: string, bias: string) => ({
  id: name,
  kind: 'dense',
  name,
  attrs: { units: 2 },
  inputs: [],
  weights: { bias },
})
const trained: Model = {
  name: 'small',
  preprocessing: defaultPreprocessing,
  nodes: [node('a', 'w1'), node('b', 'w2')],
  outputs: ['b'],
  output: 'b',
  weights: { w1: weight(1), w2: weight(2), unused: weight(3) },
}
const edited: Model = { ...trained, nodes: [trained.nodes[0]!, node('b', 'w1')] }
const content = {
  design: { base: edited, boardId: 'arduino-uno', options: { streaming: 'rows', softmax: true } },
  past: [{ label: 'b', before: { base: trained }, after: { base: edited } }],
}

/** What a database gives back. */
const keep = () => {
  const { saved, weights } = packProject(content)
  return { saved: structuredClone(saved), weights }
}

describe('a kept project', () => {
  it('comes back as it was, with each weight stored once and unused ones left out', () => {
    const { saved, weights } = keep()
    expect(saved.weightIds).toEqual(['w1', 'w2'])
    expect([...weights.keys()]).toEqual(['w1', 'w2'])
    expect(JSON.stringify(saved)).not.toContain('"data"')
    const restored = unpackProject(readSavedProject(saved), weights) as typeof content
    const { unused: _, ...used } = trained.weights
    expect(restored.past[0]?.before.base).toEqual({ ...trained, weights: used })
    expect(restored.design).toEqual({
      ...content.design,
      base: { ...edited, weights: { w1: weight(1) } },
    })
  })

  it('shares what was shared', () => {
    const { saved, weights } = keep()
    const restored = unpackProject(readSavedProject(saved), weights) as typeof content
    const { design, past } = restored
    expect(past[0]?.after.base).toBe(design.base)
    expect(past[0]?.before.base.nodes[0]).toBe(design.base.nodes[0])
    expect(past[0]?.before.base.weights['w1']).toBe(design.base.weights['w1'])
  })

  it.each([
    ['of a newer studio', { version: 99, content: {}, weightIds: [] }, 'newer version'],
    ['of no version', { content: {}, weightIds: [] }, 'incomplete'],
    ['of a version that never was', { version: 0, content: {}, weightIds: [] }, 'incomplete'],
    ['without weights', { version: 1, content: {} }, 'incomplete'],
    ['that is nothing', null, 'incomplete'],
  ])('%s is refused', (_, saved, message) => {
    expect(() => readSavedProject(saved)).toThrow(message)
  })

  it('whose weights are gone, or of another size, is refused', () => {
    const { saved, weights } = keep()
    const without = new Map([...weights].slice(1))
    expect(() => unpackProject(saved, without)).toThrow('incomplete')
    const wrong = new Map([...weights, ['w1', { shape: [3], data: new Float32Array(2) }]])
    expect(() => unpackProject(saved, wrong as never)).toThrow('incomplete')
  })
})
