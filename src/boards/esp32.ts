import type { Board } from './board'

export const esp32: Board = {
  id: 'esp32',
  name: 'ESP32 Dev Module',
  mcu: 'ESP32',
  core: 'xtensa',
  clockHz: 240_000_000,
  flashBytes: 1_310_720,
  ramBytes: 327_680,
  activePowerWatts: 0.165,
  form: 'arduino',
  fqbn: 'esp32:esp32:esp32',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 280_000,
    ramBytes: 21_500,
    source: 'arduino-esp32: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'arduino-esp32 boards.txt, default partition: 1,310,720 B for sketches, 327,680 B RAM',
    'Active power is an estimate: about 50 mA typical run current with the radio off at 240 MHz × 3.3 V',
  ],
}
