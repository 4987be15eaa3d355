import type { Board } from './board'

export const arduinoMkr1000: Board = {
  id: 'arduino-mkr1000',
  name: 'Arduino MKR1000',
  mcu: 'SAMD21G18',
  core: 'cortex-m0plus',
  clockHz: 48_000_000,
  flashBytes: 253_952,
  ramBytes: 32_768,
  activePowerWatts: 0.014,
  form: 'arduino',
  fqbn: 'arduino:samd:mkr1000',
  serialPort: 'Serial',
  sizes: 'cortex-m0plus',
  coreEstimate: {
    flashBytes: 11_000,
    ramBytes: 3000,
    source: 'Arduino SAMD core: typical size of an empty sketch with Serial, not measured here',
  },
  paper: 'MoTransFrame, table 1: 32 KB RAM, 256 KB flash, 14 mW, $37.40',
  sources: [
    'SAM D21 data sheet: 256 KB flash, 32 KB SRAM, 48 MHz; 8 KB boot loader (ArduinoCore-samd)',
    'Active power: MoTransFrame (CMC 65(3), 2020), table 1, 14 mW for the SAMD21',
  ],
}
