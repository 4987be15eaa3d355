import type { Board } from './board'

export const arduinoPortentaH7: Board = {
  id: 'arduino-portenta-h7',
  name: 'Arduino Portenta H7',
  mcu: 'STM32H747XI',
  core: 'cortex-m7',
  clockHz: 480_000_000,
  flashBytes: 786_432,
  ramBytes: 523_624,
  activePowerWatts: 0.36,
  form: 'arduino',
  fqbn: 'arduino:mbed_portenta:envie_m7',
  serialPort: 'Serial',
  sizes: 'cortex-m7',
  coreEstimate: {
    flashBytes: 115_000,
    ramBytes: 47_000,
    source: 'ArduinoCore-mbed: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'ArduinoCore-mbed boards.txt: 786,432 B for sketches of the M7 core, 523,624 B RAM; STM32H747 at 480 MHz',
    'Active power is an estimate: about 110 mA typical run current at 480 MHz × 3.3 V',
  ],
}
