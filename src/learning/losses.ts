// The loss and its gradient by the values before the last activation, on plain arrays: softmax with
// cross-entropy, sigmoids with binary cross-entropy, or squared error against a teacher's outputs.

import { exp } from '../lib/math'

/** What the network's last activation makes of its values. */
export type OutputKind = 'softmax' | 'sigmoid' | 'values'

export interface Target {
  /** Class of each sample. */
  readonly labels?: ArrayLike<number>
  readonly teacher?: {
    /** Before the last activation, as the network's own. */
    readonly values: Float32Array
    readonly temperature: number
    readonly weight: number
  }
}

export interface Loss {
  /** Sum over the samples; the gradient is that of the mean. */
  readonly loss: number
  readonly correct: number
  readonly gradient: Float32Array
}

/**
 * `values` is [samples × outputs]. Without labels the teacher's part is all; with them it is nothing
 * where the teacher is wrong.
 */
export function lossOf(
  kind: OutputKind,
  values: Float32Array,
  outputs: number,
  { labels, teacher }: Target,
): Loss {
  const samples = values.length / outputs
  const gradient = new Float32Array(values.length)
  let [loss, correct] = [0, 0]
  for (let i = 0; i < samples; i++) {
    const at = i * outputs
    const own = values.subarray(at, at + outputs)
    const into = gradient.subarray(at, at + outputs)
    const wise = teacher?.values.subarray(at, at + outputs)
    const taught = wise && teacher ? weightOf(kind, wise, labels?.[i], teacher.weight) : 0
    if (labels) {
      const label = labels[i] ?? 0
      correct += Number(classOf(own, kind) === label)
      if (taught < 1)
        loss += addPart(kind, own, (o) => hit(o, label, outputs), 1, (1 - taught) / samples, into)
    }
    if (wise && teacher && taught > 0) {
      const { temperature } = teacher
      const goal = probabilities(kind, wise, temperature)
      // Hinton et al. 2015: gradients shrink with the square of the temperature.
      const share = (taught * (kind === 'values' ? 1 : temperature ** 2)) / samples
      loss += addPart(kind, own, (o) => goal[o] ?? 0, temperature, share, into)
    }
  }
  return { loss: loss * samples, correct, gradient }
}

/** Nobody listens to a teacher who errs, as on pictures that were changed more than it knows. */
function weightOf(
  kind: OutputKind,
  wise: Float32Array,
  label: number | undefined,
  weight: number,
): number {
  if (label === undefined) return 1
  return classOf(wise, kind) === label ? weight : 0
}

/** One output says yes or no. */
function hit(output: number, label: number, outputs: number): number {
  return outputs === 1 ? label : Number(output === label)
}

function classOf(values: Float32Array, kind: OutputKind): number {
  if (values.length === 1) return Number(values[0]! > (kind === 'values' ? 0.5 : 0))
  return values.reduce((best, value, o) => (value > values[best]! ? o : best), 0)
}

/** Adds share · d loss / d value to `into`, and gives share · loss. */
function addPart(
  kind: OutputKind,
  values: Float32Array,
  goal: (output: number) => number,
  temperature: number,
  share: number,
  into: Float32Array,
): number {
  const guess = probabilities(kind, values, temperature)
  let loss = 0
  for (let o = 0; o < values.length; o++) {
    const [p, wanted] = [guess[o]!, goal(o)]
    const difference = p - wanted
    if (kind === 'values') {
      loss += (difference * difference) / values.length
      into[o] = into[o]! + (2 * share * difference) / values.length
      continue
    }
    loss += divergence(wanted, p)
    if (kind === 'sigmoid') loss += divergence(1 - wanted, 1 - p)
    into[o] = into[o]! + (share * difference) / temperature
  }
  return share * loss
}

/** Kullback and Leibler's; for a label this is the cross-entropy. */
function divergence(wanted: number, guess: number): number {
  return wanted > 0 ? wanted * Math.log(wanted / Math.max(guess, 1e-12)) : 0
}

function probabilities(kind: OutputKind, values: Float32Array, temperature: number): Float64Array {
  if (kind === 'values') return Float64Array.from(values)
  if (kind === 'sigmoid') return Float64Array.from(values, (x) => 1 / (1 + exp(-x / temperature)))
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const terms = Float64Array.from(values, (x) => exp((x - largest) / temperature))
  const sum = terms.reduce((a, b) => a + b, 0)
  return terms.map((term) => term / sum)
}
