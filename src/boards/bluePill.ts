import type { Board } from './board'

export const bluePill: Board = {
  id: 'blue-pill',
  name: 'Blue Pill',
  mcu: 'STM32F103C8',
  core: 'cortex-m3',
  clockHz: 72_000_000,
  flashBytes: 65_536,
  ramBytes: 20_480,
  activePowerWatts: 0.089,
  form: 'arduino',
  fqbn: 'STMicroelectronics:stm32:GenF1:pnum=BLUEPILL_F103C8',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 13_000,
    ramBytes: 1700,
    source: 'STM32duino core: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'STM32F103x8 data sheet: 64 KB flash, 20 KB SRAM, 72 MHz',
    'Active power is an estimate: about 27 mA typical run current from flash at 72 MHz, peripherals off × 3.3 V',
  ],
}
