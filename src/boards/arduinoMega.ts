import type { Board } from './board'

export const arduinoMega: Board = {
  id: 'arduino-mega',
  name: 'Arduino Mega 2560',
  mcu: 'ATmega2560',
  core: 'avr',
  clockHz: 16_000_000,
  flashBytes: 253_952,
  ramBytes: 8192,
  activePowerWatts: 0.245,
  form: 'arduino',
  fqbn: 'arduino:avr:mega:cpu=atmega2560',
  serialPort: 'Serial',
  sizes: 'avr-mega',
  paper: 'MoTransFrame, table 1: 8 KB RAM, 256 KB flash, ~1 mW, $28.00',
  sources: [
    'Arduino AVR boards.txt 1.8: upload.maximum_size, maximum_data_size, f_cpu',
    'Active power 0.245 W: Kumar et al. 2017 (Bonsai), table of Uno energies divided by latencies',
  ],
}
