// Adam and SGD on plain arrays: the same on every back end, and weights stay where they are quantized
// and saved from. Adam as Kingma & Ba 2015 with Keras' constants.

import { cosine } from './sine'
import type { TrainOptions } from './trainOptions'

export interface Optimizer {
  /** One step of one of the arrays, in place; all arrays of a step come between two `next`s. */
  readonly apply: (weights: Float32Array, gradient: Float32Array, learningRate: number) => void
  /** Before the first array of every step. */
  readonly next: () => void
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-7

export function createOptimizer({ optimizer, momentum }: TrainOptions): Optimizer {
  return optimizer === 'adam' ? createAdam() : createSgd(momentum)
}

function createAdam(): Optimizer {
  const moments = new Map<Float32Array, readonly [Float32Array, Float32Array]>()
  let [power1, power2] = [1, 1]
  return {
    next: () => {
      power1 *= beta1
      power2 *= beta2
    },
    apply: (weights, gradient, learningRate) => {
      const made = moments.get(weights) ?? [
        new Float32Array(weights.length),
        new Float32Array(weights.length),
      ]
      moments.set(weights, made)
      const [first, second] = made
      const rate = (learningRate * Math.sqrt(1 - power2)) / (1 - power1)
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i]!
        const m = beta1 * first[i]! + (1 - beta1) * g
        const v = beta2 * second[i]! + (1 - beta2) * g * g
        first[i] = m
        second[i] = v
        weights[i] = weights[i]! - (rate * m) / (Math.sqrt(v) + epsilon)
      }
    },
  }
}

function createSgd(momentum: number): Optimizer {
  const speeds = new Map<Float32Array, Float32Array>()
  return {
    next: () => undefined,
    apply: (weights, gradient, learningRate) => {
      const speed = speeds.get(weights) ?? new Float32Array(weights.length)
      speeds.set(weights, speed)
      for (let i = 0; i < weights.length; i++) {
        speed[i] = momentum * speed[i]! - learningRate * gradient[i]!
        weights[i] = weights[i]! + speed[i]!
      }
    },
  }
}

/** `done` of `steps` steps are behind. */
export function learningRateAt(
  { learningRate, schedule }: TrainOptions,
  done: number,
  steps: number,
): number {
  if (schedule === 'constant') return learningRate
  return (learningRate * (1 + cosine((Math.PI * done) / Math.max(1, steps)))) / 2
}
