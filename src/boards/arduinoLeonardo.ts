import type { Board } from './board'

export const arduinoLeonardo: Board = {
  id: 'arduino-leonardo',
  name: 'Arduino Leonardo',
  mcu: 'ATmega32u4',
  core: 'avr',
  clockHz: 16_000_000,
  flashBytes: 28_672,
  ramBytes: 2560,
  activePowerWatts: 0.245,
  form: 'arduino',
  fqbn: 'arduino:avr:leonardo',
  serialPort: 'Serial',
  sizes: 'avr-micro',
  sources: [
    'Arduino AVR boards.txt 1.8: leonardo',
    'Active power 0.245 W: Kumar et al. 2017 (Bonsai), table of Uno energies divided by latencies',
  ],
}
