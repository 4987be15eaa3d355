import type { Board } from './board'

export const frdmK64f: Board = {
  id: 'frdm-k64f',
  name: 'FRDM-K64F',
  mcu: 'MK64FN1M0VLL12',
  core: 'cortex-m4',
  clockHz: 120_000_000,
  flashBytes: 1_048_576,
  ramBytes: 262_144,
  activePowerWatts: 0.058,
  form: 'makefile',
  sizes: 'cortex-m4',
  paper: 'MoTransFrame, table 1: 256 KB RAM, 1 MB flash, 58 mW, $35.00',
  sources: [
    'K64 sub-family data sheet: 1 MB flash, 256 KB SRAM, 120 MHz',
    'Active power: MoTransFrame (CMC 65(3), 2020), table 1, 58 mW',
  ],
}
