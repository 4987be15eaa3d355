// What a board is: data only. Every number has its source in `sources`.

export type CoreId =
  | 'avr'
  | 'cortex-m0'
  | 'cortex-m0plus'
  | 'cortex-m3'
  | 'cortex-m4'
  | 'cortex-m7'
  | 'cortex-m33'
  | 'cortex-a7'
  | 'xtensa'
  | 'riscv'

/** How its project is built: an Arduino sketch, or C with a main and a Makefile. */
export type ProjectForm = 'arduino' | 'makefile'

export interface Board {
  /** Kebab-case, tested, never renamed. */
  readonly id: string
  readonly name: string
  readonly mcu: string
  readonly core: CoreId
  readonly clockHz: number
  /** What is left to a sketch behind the boot loader. */
  readonly flashBytes: number
  readonly ramBytes: number
  readonly activePowerWatts: number
  readonly form: ProjectForm
  /** Fully qualified board name of the Arduino tools, where there is one. */
  readonly fqbn?: string
  /** The object that reaches the computer: Serial, SerialUSB … */
  readonly serialPort?: string
  /** Key of `boards/sizes.json`: whose compiled kernels have these sizes. */
  readonly sizes: string
  /** What an empty sketch with a serial port takes where the vendor's core could not be measured. */
  readonly coreEstimate?: {
    readonly flashBytes: number
    readonly ramBytes: number
    readonly source: string
  }
  /** Printed figures of MoTransFrame, table 1, where they differ or say more. */
  readonly paper?: string
  readonly sources: readonly string[]
}
