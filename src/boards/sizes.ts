// What kernels, calls and the rest of a sketch weigh, measured by scripts/measureSizes.ts with the
// compilers that sizes.json names.

import table from './sizes.json' with { type: 'json' }

export interface KernelSizes {
  /**
   * Bytes by part: the kernel's functions, and what it pulls in of the library and the compiler. A
   * part that several kernels name is linked once.
   */
  readonly parts: Readonly<Record<string, number>>
  /** Deepest stack of a sketch with only this kernel; 0 where it was not measured. */
  readonly stackBytes: number
}

export interface Footprint {
  readonly flashBytes: number
  readonly ramBytes: number
}

export interface CoreSizes {
  /** Whose sketch was measured. */
  readonly board: string
  readonly compiler: string
  /** An empty sketch with its serial port open. */
  readonly core: Footprint
  /** What the generated sketch adds without kernels, steps, constants and arena. */
  readonly sketch: Footprint
  /** model_run without calls, and what each call adds. */
  readonly run: { readonly bytes: number; readonly callBytes: number }
  /** What the driver of streamed calls adds, its stack too, and each call that it runs. */
  readonly stream: {
    readonly bytes: number
    readonly stageBytes: number
    readonly stackBytes: number
    /** Where the input arrives by rows. */
    readonly inputRowsBytes: number
  }
  readonly kernels: Readonly<Record<string, KernelSizes>>
}

export const sizes: Readonly<Record<string, CoreSizes>> = table

export function sizesOf(key: string): CoreSizes {
  const found = sizes[key]
  if (!found) throw new Error(`no measured sizes for ${key}`)
  return found
}
