import type { Board } from './board'

export const arduinoDue: Board = {
  id: 'arduino-due',
  name: 'Arduino Due',
  mcu: 'SAM3X8E',
  core: 'cortex-m3',
  clockHz: 84_000_000,
  flashBytes: 524_288,
  ramBytes: 98_304,
  activePowerWatts: 0.23,
  form: 'arduino',
  fqbn: 'arduino:sam:arduino_due_x_dbg',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 11_000,
    ramBytes: 2500,
    source: 'ArduinoCore-sam: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'SAM3X data sheet: 512 KB flash, 96 KB SRAM, 84 MHz',
    'Active power is an estimate: about 70 mA typical run current at 84 MHz × 3.3 V',
  ],
}
