import type { Board } from './board'

export const arduinoNano: Board = {
  id: 'arduino-nano',
  name: 'Arduino Nano',
  mcu: 'ATmega328P',
  core: 'avr',
  clockHz: 16_000_000,
  flashBytes: 30_720,
  ramBytes: 2048,
  activePowerWatts: 0.245,
  form: 'arduino',
  fqbn: 'arduino:avr:nano:cpu=atmega328',
  serialPort: 'Serial',
  sizes: 'avr-uno',
  sources: [
    'Arduino AVR boards.txt 1.8: nano.menu.cpu.atmega328',
    'Active power 0.245 W: Kumar et al. 2017 (Bonsai), table of Uno energies divided by latencies',
  ],
}
