// What float and int8 say about the same samples: top-1, per class, confusion, where they differ.

import type { Quantization } from '../model/quantized'

export interface ClassAccuracy {
  readonly label: number
  readonly samples: number
  readonly floatPercent: number
  readonly int8Percent: number
}

/** `[actual][predicted]` counts. */
export type Confusion = readonly (readonly number[])[]

export interface Accuracy {
  readonly samples: number
  readonly classes: number
  /** Absent without labels. */
  readonly labelled?: {
    readonly floatTop1Percent: number
    readonly int8Top1Percent: number
    /** Classes that occur, in order. */
    readonly perClass: readonly ClassAccuracy[]
    readonly floatConfusion: Confusion
    readonly int8Confusion: Confusion
  }
  /** How often both say the same class. */
  readonly agreementPercent: number
  /** Indices of the samples on which they do not. */
  readonly disagreements: readonly number[]
  readonly floatClasses: Uint16Array
  readonly int8Classes: Uint16Array
}

export interface Results {
  /** [samples × outputs] */
  readonly float: Float32Array
  readonly int8: Int8Array
  readonly outputs: number
  readonly quantization: Quantization
  readonly labels?: ArrayLike<number>
}

/**
 * The class of each sample: the largest output, the first of equals; one output is a yes above one
 * half. `half` is one half in the units of `values`.
 */
export function classify(
  values: ArrayLike<number>,
  outputs: number,
  half: number,
): Uint16Array<ArrayBuffer> {
  const count = Math.floor(values.length / outputs)
  const classes = new Uint16Array(count)
  for (let i = 0; i < count; i++) {
    if (outputs === 1) {
      classes[i] = Number((values[i] as number) > half)
      continue
    }
    const at = i * outputs
    let best = 0
    for (let o = 1; o < outputs; o++)
      if ((values[at + o] as number) > (values[at + best] as number)) best = o
    classes[i] = best
  }
  return classes
}

/** Samples whose label is no class of the model count as wrong. */
export function compareResults({ float, int8, outputs, quantization, labels }: Results): Accuracy {
  const floatClasses = classify(float, outputs, 0.5)
  const { scale, zeroPoint } = quantization
  const int8Classes = classify(int8, outputs, 0.5 / scale + zeroPoint)
  const samples = floatClasses.length
  const disagreements: number[] = []
  for (let i = 0; i < samples; i++) if (floatClasses[i] !== int8Classes[i]) disagreements.push(i)
  const classes = outputs === 1 ? 2 : outputs
  return {
    samples,
    classes,
    ...(labels ? { labelled: countCorrect(labels, floatClasses, int8Classes, classes) } : {}),
    agreementPercent: percent(samples - disagreements.length, samples),
    disagreements,
    floatClasses,
    int8Classes,
  }
}

function countCorrect(
  labels: ArrayLike<number>,
  floatClasses: Uint16Array,
  int8Classes: Uint16Array,
  classes: number,
): Accuracy['labelled'] {
  const floatConfusion = confusionOf(labels, floatClasses, classes)
  const int8Confusion = confusionOf(labels, int8Classes, classes)
  const perClass: ClassAccuracy[] = []
  let [floatCorrect, int8Correct] = [0, 0]
  for (let label = 0; label < classes; label++) {
    const samples = (floatConfusion[label] ?? []).reduce((sum, n) => sum + n, 0)
    const [float, int8] = [floatConfusion[label]?.[label] ?? 0, int8Confusion[label]?.[label] ?? 0]
    floatCorrect += float
    int8Correct += int8
    if (samples > 0)
      perClass.push({
        label,
        samples,
        floatPercent: percent(float, samples),
        int8Percent: percent(int8, samples),
      })
  }
  return {
    floatTop1Percent: percent(floatCorrect, floatClasses.length),
    int8Top1Percent: percent(int8Correct, int8Classes.length),
    perClass,
    floatConfusion,
    int8Confusion,
  }
}

function confusionOf(
  labels: ArrayLike<number>,
  predicted: Uint16Array,
  classes: number,
): Confusion {
  const rows = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let i = 0; i < predicted.length; i++) {
    const row = rows[labels[i] ?? -1]
    const column = predicted[i] as number
    if (row) row[column] = (row[column] ?? 0) + 1
  }
  return rows
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole
}
