// Training over a real message channel: what is told on the way, and that it ends when asked to.

import { afterEach, describe, expect, it } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { defaultTrainOptions } from '../learning/trainOptions'
import { randomModel } from '../layers/randomModel'
import { UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { keepTestApart } from '../project/keepTestApart'
import { createTraining } from './createTraining'
import type { TrainInput } from './createTraining'
import { expose } from './rpc'
import { createTrainFunctions } from './trainFunctions'
import type { TrainNews } from './trainFunctions'

const ports: MessagePort[] = []
let stopped = 0

function openTraining() {
  stopped = 0
  return createTraining(() => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    expose(createTrainFunctions(), port2)
    return { port: port1, stop: () => (stopped++, port1.close(), port2.close()) }
  })
}

afterEach(() => ports.splice(0).forEach((port) => port.close()))

/** Small pictures in, at least ten values out: any seed that has both. */
const model = smallClassifier()
const datasets = keepTestApart([generateDigits(200, 3)])
const options = { ...defaultTrainOptions, epochs: 2, batch: 16 }
const signal = new AbortController().signal

function smallClassifier(): Model {
  const shape = [28, 28, 1]
  const flat = { id: 'flat', kind: 'flatten', name: 'flat', attrs: {}, inputs: ['in'], weights: {} }
  const data = Float32Array.from({ length: 7840 }, (_, i) => Math.sin(i) / 20)
  return {
    name: 'small',
    preprocessing: randomModel(0).preprocessing,
    nodes: [
      { id: 'in', kind: 'input', name: 'in', attrs: { shape }, inputs: [], weights: {} },
      flat,
      {
        id: 'out',
        kind: 'dense',
        name: 'out',
        attrs: { units: 10, activation: 'softmax', useBias: false },
        inputs: ['flat'],
        weights: { kernel: 'k' },
      },
    ],
    outputs: ['out'],
    output: 'out',
    weights: { k: { shape: [784, 10], data } },
  }
}

function train(more: Partial<TrainInput> = {}, finish?: AbortSignal) {
  const news: TrainNews[] = []
  const training = openTraining()
  const input = { model, datasets, options, ...more }
  const answer = training.train(input, signal, (one) => news.push(one), finish)
  return { news, answer, training }
}

const kinds = (news: readonly TrainNews[]) => [...new Set(news.map(({ kind }) => kind))]

describe('createTraining', () => {
  it('times back ends, measures the reference, tells steps and epochs, and answers', async () => {
    const { news, answer } = train({ reference: model })
    const { epochs, parts, model: trained, stepLosses } = await answer
    expect(kinds(news)).toEqual(['trial', 'backend', 'reference', 'epoch', 'step'])
    const backend = news.find((one) => one.kind === 'backend')
    expect(backend).toMatchObject({ name: 'wasm' })
    const [before] = epochs
    const { reference } = Object.fromEntries(news.map((one) => [one.kind, one]))
    const { epoch: _, ...measured } = before!
    expect(reference).toEqual({ kind: 'reference', measured })
    expect(epochs).toHaveLength(3)
    expect(epochs[2]!.validationLoss).toBeLessThan(before!.validationLoss!)
    const steps = news.flatMap((one) => (one.kind === 'step' ? [one.step] : []))
    expect(steps).toHaveLength(stepLosses.length)
    const total = steps.reduce((sum, { accuracyPercent = NaN }) => sum + accuracyPercent, 0)
    expect(total / steps.length).toBeGreaterThan(10)
    expect(parts.test).toHaveLength(0)
    expect(trained.weights).not.toEqual(model.weights)
  })

  it('leaves out the reference where it is another kind of network', async () => {
    const wide = { ...model.nodes[0]!, attrs: { shape: [4, 4, 3] } }
    const reference = { ...model, nodes: [wide, ...model.nodes.slice(1)] }
    const { news, answer } = train({ reference, backend: 'wasm' })
    await answer
    expect(news.find(({ kind }) => kind === 'reference')).toEqual({
      kind: 'reference',
      measured: {},
    })
  })

  it('finishes with the best so far when asked to', async () => {
    const finish = new AbortController()
    const long = { ...options, epochs: 1000, patience: 0 }
    const { news, answer } = train({ options: long, backend: 'wasm' }, finish.signal)
    setTimeout(() => finish.abort(), 1500)
    const { ended, epochs, bestEpoch, model: best } = await answer
    expect(ended).toBe('stopped')
    expect(epochs.length).toBeLessThan(1000)
    const told = news.flatMap((one) => (one.kind === 'epoch' && one.model ? [one] : [])).at(-1)!
    expect(told.epoch.epoch).toBe(bestEpoch)
    expect(told.model).toEqual(best)
    expect(stopped).toBe(0)
  })

  it('refuses data that the model can’t learn from, in words', async () => {
    const { labels: _, ...bare } = generateDigits(100, 3)
    const { answer } = train({ datasets: keepTestApart([bare]), backend: 'wasm' })
    await expect(answer).rejects.toThrow(UserError)
  })
})
