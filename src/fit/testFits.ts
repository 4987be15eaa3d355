// Small requests for the tests of auto-fit: pictures of four classes that are told by where light falls.

import { arduinoUno } from '../boards/arduinoUno'
import { defaultOptions } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import { defaultFitOptions } from './fitOptions'
import type { FitOptions, FitRequest } from './fitOptions'

const side = 8

/** Light in one quarter, and noise. */
export function quarters(count: number, seed: number): Dataset {
  const random = seededRandom(seed)
  const pixels = new Uint8Array(count * side * side)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 4)
  for (let i = 0; i < count; i++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const quarter = 2 * Number(y >= side / 2) + Number(x >= side / 2)
        const light = quarter === labels[i] ? 120 : 0
        pixels[(i * side + y) * side + x] = light + Math.floor(random() * 130)
      }
  const shape = [side, side, 1] as const
  return { name: 'quarters', count, shape, pixels, labels, classCount: 4, part: 'unknown' }
}

/** Two convolutions, Flatten, two dense layers; random weights. */
export function smallNetwork(): Model {
  const s = new Sketch(seededRandom(3))
  const conv = { kernel: [3, 3], strides: [1, 1], dilation: [1, 1], activation: 'relu' }
  const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }
  let tip = s.add('input', { shape: [side, side, 1] })
  tip = s.add('conv2d', { filters: 6, padding: 'same', ...conv }, tip)
  tip = s.add('maxPool2d', pool, tip)
  tip = s.add('conv2d', { filters: 10, padding: 'same', ...conv }, tip)
  tip = s.add('dense', { units: 24, activation: 'relu' }, s.add('flatten', {}, tip))
  return s.model('small', s.add('dense', { units: 4, activation: 'softmax' }, tip))
}

export function smallRequest(
  options: Partial<FitOptions>,
  changes: Partial<FitRequest> = {},
): FitRequest {
  return {
    model: smallNetwork(),
    datasets: [quarters(240, 5)],
    board: arduinoUno,
    compile: defaultOptions,
    options: { ...defaultFitOptions, steps: 200, structure: false, ...options },
    ...changes,
  }
}

/** What an edit gives but for the values of weights. */
export function shapeOf({ nodes, weights }: Model) {
  return nodes.map(({ id, kind, attrs, weights: own }) => {
    const shapes = Object.entries(own).map(([role, name]) => [role, weights[name]?.shape])
    return { id, kind, attrs, shapes }
  })
}
