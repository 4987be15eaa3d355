import type { Board } from './board'

export const arduinoGigaR1: Board = {
  id: 'arduino-giga-r1',
  name: 'Arduino Giga R1',
  mcu: 'STM32H747XI',
  core: 'cortex-m7',
  clockHz: 480_000_000,
  flashBytes: 1_966_080,
  ramBytes: 523_624,
  activePowerWatts: 0.36,
  form: 'arduino',
  fqbn: 'arduino:mbed_giga:giga',
  serialPort: 'Serial',
  sizes: 'cortex-m7',
  coreEstimate: {
    flashBytes: 115_000,
    ramBytes: 47_000,
    source: 'ArduinoCore-mbed: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'ArduinoCore-mbed boards.txt: 1,966,080 B for sketches, 523,624 B RAM; STM32H747 at 480 MHz',
    'Active power is an estimate: about 110 mA typical run current at 480 MHz × 3.3 V',
  ],
}
