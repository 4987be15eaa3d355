// Labelled samples, as read from a file or generated: pictures as bytes, or plain float values.

export interface Dataset {
  readonly name: string
  readonly count: number
  /** [height, width, channels] of one sample. */
  readonly shape: readonly [number, number, number]
  /** One of the two is there; samples one after another, channels last. */
  readonly pixels?: Uint8Array
  readonly values?: Float32Array
  readonly labels?: Uint8Array | Uint16Array
  /** Largest label plus one, or the number of names; 0 without labels. */
  readonly classCount: number
  /** By label, where the file has names for its classes. */
  readonly classNames?: readonly string[]
  readonly part: 'test' | 'train' | 'unknown'
}

export function countClasses(labels: Uint8Array | Uint16Array | undefined): number {
  let largest = -1
  for (const label of labels ?? []) if (label > largest) largest = label
  return largest + 1
}
