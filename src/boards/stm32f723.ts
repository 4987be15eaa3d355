import type { Board } from './board'

export const stm32f723: Board = {
  id: 'stm32f723',
  name: 'STM32F723 Discovery',
  mcu: 'STM32F723IE',
  core: 'cortex-m7',
  clockHz: 216_000_000,
  flashBytes: 524_288,
  ramBytes: 262_144,
  activePowerWatts: 0.17,
  form: 'makefile',
  sizes: 'cortex-m7',
  paper: 'MoTransFrame, table 1: 256 KB RAM, 512 KB flash, 170 mW, $11.85',
  sources: [
    'STM32F723xE data sheet: 512 KB flash, 256 KB SRAM, 216 MHz',
    'Active power: MoTransFrame (CMC 65(3), 2020), table 1, 170 mW',
  ],
}
