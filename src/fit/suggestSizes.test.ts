import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { plan } from '../compile/compile'
import { defaultOptions } from '../compile/plan'
import type { CompileOptions } from '../compile/plan'
import { applyWidths } from '../edits/applyWidths'
import { editById } from '../edits/index'
import { channelScores } from '../edits/importance'
import { branches, leNet } from '../edits/testModels'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Model, NodeId } from '../model/model'
import { suggestSizes } from './suggestSizes'
import type { Suggestion } from './suggestSizes'

const uno = boardById('arduino-uno')!
/** Only flash is short. */
const board = { ...uno, ramBytes: 8192 }

function suggest(base: Model, options: CompileOptions = defaultOptions, scores = scoresOf(base)) {
  return suggestSizes({ base, widths: {}, board, options, scores })
}

const scoresOf = (base: Model) => channelScores(base, { by: 'l1' })

/** What the board says of it, weights and all. */
function planned(base: Model, { widths, options }: Pick<Suggestion, 'widths' | 'options'>) {
  const { flash, ram } = plan(applyWidths(base, widths), board, options)
  const fits = flash.bytes <= flash.limitBytes && ram.bytes <= ram.limitBytes
  return { flashBytes: flash.bytes, ramBytes: ram.bytes, fits }
}

describe('suggestSizes', () => {
  it('makes one layer just as narrow as it must be', () => {
    const { best, layers } = suggest(leNet())
    expect(best?.changes).toHaveLength(1)
    const [change] = best?.changes ?? []
    if (change?.kind !== 'width') throw new Error(`${change?.kind} is no width`)
    expect(best?.mends).toEqual(['flash'])
    expect(planned(leNet(), best!)).toMatchObject({ fits: true, flashBytes: best?.flashBytes })
    const { node, to } = change
    expect(best?.widths).toEqual({ [node]: to })
    expect(planned(leNet(), { ...best!, widths: { [node]: to + 1 } }).fits).toBe(false)
    expect(new Map(layers).get(node)).toEqual(best)
    expect(new Map(layers).get('dense_6')?.changes[0]).toMatchObject({ from: 120 })
    for (const [, one] of layers) expect(planned(leNet(), one).flashBytes).toBe(one.flashBytes)
  })

  it('takes the layer that matters least', () => {
    for (const [id, count] of [
      ['conv2d_3', 16],
      ['dense_6', 120],
    ] as const) {
      const one = Array.from({ length: count }, (_, c) => (c === 0 ? 1 : 0))
      const { best } = suggest(leNet(), defaultOptions, { ...scoresOf(leNet()), [id]: one })
      expect(best?.changes[0]).toMatchObject({ kind: 'width', node: id })
      expect(best?.loss).toBe(0)
    }
  })

  it('mends flash and RAM, by two layers where none does both', () => {
    const base = leNet()
    const input = { base, widths: {}, options: defaultOptions, scores: scoresOf(base) }
    const { best, layers } = suggestSizes({ ...input, board: uno })
    expect(best?.mends).toEqual(['flash', 'ram'])
    const { flash, ram } = plan(applyWidths(base, best!.widths), uno, best!.options)
    expect([flash.bytes, ram.bytes]).toEqual([best!.flashBytes, best!.ramBytes])
    expect(flash.bytes <= flash.limitBytes && ram.bytes <= ram.limitBytes).toBe(true)
    expect(best!.changes.map(({ kind }) => kind)).toEqual(['width', 'width'])
    expect(layers.some(([, { mends }]) => mends.length === 1)).toBe(true)
  })

  it('goes by rows where buffers were asked for', () => {
    const base = leNet()
    const options = { ...defaultOptions, streaming: 'whole' } as const
    const byRows = plan(base, board, { ...options, streaming: 'rows' }).ram.bytes
    expect(byRows).toBeLessThan(plan(base, board, options).ram.bytes)
    const small = { ...board, ramBytes: byRows, flashBytes: 1e6 }
    const { best } = suggestSizes({ base, widths: {}, board: small, options, scores: {} })
    expect(best?.changes).toEqual([{ kind: 'rows' }])
    expect(best?.loss).toBe(0)
  })

  it('narrows the whole network, or pools, where no layer is enough', () => {
    const tight = { ...board, flashBytes: 13_300 }
    const input = { base: leNet(), widths: {}, options: defaultOptions, scores: scoresOf(leNet()) }
    const scaled = suggestSizes({ ...input, board: tight }).best
    expect(scaled?.changes[0]).toMatchObject({ kind: 'scale' })
    expect(Object.keys(scaled?.widths ?? {})).toHaveLength(4)
    const s = new Sketch(seededRandom(8))
    const flat = s.add('flatten', {}, s.add('input', { shape: [40, 40, 1] }))
    const linear = s.model('linear', s.add('dense', { units: 30, activation: 'linear' }, flat))
    const pooled = suggest(linear).best
    expect(pooled?.changes).toEqual([
      {
        kind: 'edit',
        node: 'flatten_1',
        edit: 'poolInsteadOfFlatten',
        args: { node: 'flatten_1' },
      },
    ])
    const edited = editById('poolInsteadOfFlatten')!.apply(linear, { node: 'flatten_1' })
    expect(planned(edited, pooled!)).toMatchObject({ fits: true, flashBytes: pooled?.flashBytes })
  })

  it('goes on from sizes that were chosen, and moves layers that are added together', () => {
    const input = { options: defaultOptions, scores: {} }
    const chosen = { ...input, base: leNet(), widths: { dense_6: 100 }, board }
    const own = new Map<NodeId, Suggestion>(suggestSizes(chosen).layers)
    expect(own.get('dense_6')?.changes[0]).toMatchObject({ from: 100 })
    const coupled = { ...input, base: branches(), widths: { conv2d_3: 3 } }
    const { flash } = plan(applyWidths(branches(), coupled.widths), board)
    const tight = { ...board, flashBytes: flash.bytes - 60 }
    const byId = new Map<NodeId, Suggestion>(suggestSizes({ ...coupled, board: tight }).layers)
    expect(byId.get('conv2d_1')?.changes[0]).toMatchObject({ from: 3 })
    expect(byId.get('conv2d_1')).toEqual(byId.get('conv2d_3'))
  })

  it('has nothing to say where the model fits, or can’t run', () => {
    const mega = boardById('arduino-mega')!
    const input = { base: leNet(), widths: {}, options: defaultOptions, scores: {} }
    expect(suggestSizes({ ...input, board: mega })).toEqual({ layers: [] })
    const [first, ...rest] = leNet().nodes
    const nodes = [{ ...first!, attrs: { shape: [3, 3, 1] } }, ...rest]
    const broken = { ...leNet(), nodes }
    expect(suggestSizes({ ...input, base: broken, board })).toEqual({ layers: [] })
  })

  it('reads no weight', () => {
    const base = leNet()
    const weights = Object.fromEntries(
      Object.entries(base.weights).map(([id, { shape }]) => [
        id,
        { shape, data: new Float32Array() },
      ]),
    )
    const input = { widths: {}, board, options: defaultOptions, scores: scoresOf(base) }
    expect(suggestSizes({ ...input, base: { ...base, weights } })).toEqual(
      suggestSizes({ ...input, base }),
    )
  })
})
