import type { Board } from './board'

export const arduinoNano33Ble: Board = {
  id: 'arduino-nano-33-ble',
  name: 'Arduino Nano 33 BLE',
  mcu: 'nRF52840',
  core: 'cortex-m4',
  clockHz: 64_000_000,
  flashBytes: 983_040,
  ramBytes: 262_144,
  activePowerWatts: 0.021,
  form: 'arduino',
  fqbn: 'arduino:mbed_nano:nano33ble',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 83_000,
    ramBytes: 42_500,
    source: 'ArduinoCore-mbed: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'ArduinoCore-mbed boards.txt: 983,040 B for sketches, 262,144 B RAM; nRF52840, 64 MHz',
    'Active power is an estimate: about 6.3 mA typical run current from flash at 64 MHz, nRF52840 product specification × 3.3 V',
  ],
}
