import type { Board } from './board'

export const arduinoMicro: Board = {
  id: 'arduino-micro',
  name: 'Arduino Micro',
  mcu: 'ATmega32u4',
  core: 'avr',
  clockHz: 16_000_000,
  flashBytes: 28_672,
  ramBytes: 2560,
  activePowerWatts: 0.245,
  form: 'arduino',
  fqbn: 'arduino:avr:micro',
  serialPort: 'Serial',
  sizes: 'avr-micro',
  paper: 'MoTransFrame, table 1: 2.5 KB RAM, 32 KB flash, ~1 mW, $18.80',
  sources: [
    'Arduino AVR boards.txt 1.8: upload.maximum_size, maximum_data_size, f_cpu',
    'Active power 0.245 W: Kumar et al. 2017 (Bonsai), table of Uno energies divided by latencies',
  ],
}
