import { describe, expect, it } from 'vitest'
import { boardById } from '../../boards'
import { emit, plan } from '../../compile/compile'
import { exportFiles } from '../../exporters'
import { defaultPreprocessing } from '../../model/model'
import type { Model } from '../../model/model'
import { stepLines } from './stepLines'

const dense = (id: string, input: string) => ({
  id,
  kind: 'dense',
  name: id,
  attrs: { units: 4, activation: 'linear' },
  inputs: [input],
  weights: { kernel: 'k', bias: 'b' },
})

const model: Model = {
  name: 'two dense layers',
  preprocessing: { ...defaultPreprocessing, pixels: false },
  nodes: [
    { id: 'in', kind: 'input', name: 'in', attrs: { shape: [4] }, inputs: [], weights: {} },
    dense('first', 'in'),
    dense('second', 'first'),
  ],
  outputs: ['second'],
  output: 'second',
  weights: {
    k: { shape: [4, 4], data: Float32Array.from({ length: 16 }, (_, i) => i / 16 - 0.5) },
    b: { shape: [4], data: new Float32Array(4) },
  },
}

describe('stepLines', () => {
  const made = plan(model, boardById('arduino-mega')!)
  const ranges = Object.fromEntries(made.expanded.ops.map(({ id }) => [id, { min: -1, max: 1 }]))
  const build = emit(made, ranges, { method: 'min-max', samples: 1, source: 'a test' })
  const files = exportFiles(build, { vectors: [] })

  it('finds each step’s initializer with its comment, and its call, in what is exported', () => {
    const found = stepLines(files, 1)!
    expect(found.path).toMatch(/model\.c$/)
    expect(found.initializer).toMatch(/^\/\* second/)
    expect(found.initializer).toMatch(/\};$/)
    expect(found.call).toContain('second')
    const lines = files.find(({ path }) => path === found.path)!.text.split('\n')
    expect(lines.slice(found.from - 1, found.until).join('\n')).toBe(found.initializer)
    expect(stepLines(files, 0)!.initializer).toMatch(/^\/\* first/)
  })

  it('knows of no step beyond the last and of none without a model.c', () => {
    expect(stepLines(files, 2)).toBeUndefined()
    expect(stepLines([], 0)).toBeUndefined()
  })
})
