import type { Board } from './board'

export const arduinoNanoEvery: Board = {
  id: 'arduino-nano-every',
  name: 'Arduino Nano Every',
  mcu: 'ATmega4809',
  core: 'avr',
  clockHz: 16_000_000,
  flashBytes: 49_152,
  ramBytes: 6144,
  activePowerWatts: 0.245,
  form: 'arduino',
  fqbn: 'arduino:megaavr:nona4809',
  serialPort: 'Serial',
  sizes: 'avr-uno',
  coreEstimate: {
    flashBytes: 2600,
    ramBytes: 230,
    source: 'ArduinoCore-megaavr: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'ATmega4809 data sheet: 48 KB flash, 6 KB SRAM; 16 MHz in ArduinoCore-megaavr',
    'Active power 0.245 W: Kumar et al. 2017 (Bonsai), table of Uno energies divided by latencies, taken for this AVR too',
  ],
}
