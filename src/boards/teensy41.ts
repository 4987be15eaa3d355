import type { Board } from './board'

export const teensy41: Board = {
  id: 'teensy-4-1',
  name: 'Teensy 4.1',
  mcu: 'i.MX RT1062',
  core: 'cortex-m7',
  clockHz: 600_000_000,
  flashBytes: 8_126_464,
  ramBytes: 524_288,
  activePowerWatts: 0.5,
  form: 'arduino',
  fqbn: 'teensy:avr:teensy41',
  serialPort: 'Serial',
  sizes: 'cortex-m7',
  coreEstimate: {
    flashBytes: 20_000,
    ramBytes: 25_000,
    source: 'Teensyduino: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'PJRC Teensy 4.1: 600 MHz, 7,936 KB flash for programs, 512 KB tightly coupled RAM (512 KB more not counted)',
    'Active power is an estimate: about 100 mA typical run current of the board at 600 MHz × 5 V',
  ],
}
