import type { Board } from './board'

export const arduinoUnoR4: Board = {
  id: 'arduino-uno-r4',
  name: 'Arduino Uno R4',
  mcu: 'RA4M1 (R7FA4M1AB)',
  core: 'cortex-m4',
  clockHz: 48_000_000,
  flashBytes: 262_144,
  ramBytes: 32_768,
  activePowerWatts: 0.03,
  form: 'arduino',
  fqbn: 'arduino:renesas_uno:minima',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 51_500,
    ramBytes: 4000,
    source: 'ArduinoCore-renesas: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'RA4M1 data sheet: 256 KB flash, 32 KB SRAM, 48 MHz',
    'Active power is an estimate: about 9 mA typical run current at 48 MHz × 3.3 V',
  ],
}
