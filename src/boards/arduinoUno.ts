import type { Board } from './board'

export const arduinoUno: Board = {
  id: 'arduino-uno',
  name: 'Arduino Uno',
  mcu: 'ATmega328P',
  core: 'avr',
  clockHz: 16_000_000,
  flashBytes: 32_256,
  ramBytes: 2048,
  activePowerWatts: 0.245,
  form: 'arduino',
  fqbn: 'arduino:avr:uno',
  serialPort: 'Serial',
  sizes: 'avr-uno',
  paper: 'MoTransFrame, table 1: 2 KB RAM, 32 KB flash, ~1 mW, $11.86',
  sources: [
    'Arduino AVR boards.txt 1.8: upload.maximum_size, maximum_data_size, f_cpu',
    'Active power 0.245 W: Kumar et al. 2017 (Bonsai), table of Uno energies divided by latencies',
  ],
}
