import type { Board } from './board'

export const esp32C3: Board = {
  id: 'esp32-c3',
  name: 'ESP32-C3 Dev Module',
  mcu: 'ESP32-C3',
  core: 'riscv',
  clockHz: 160_000_000,
  flashBytes: 1_310_720,
  ramBytes: 327_680,
  activePowerWatts: 0.066,
  form: 'arduino',
  fqbn: 'esp32:esp32:esp32c3',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 270_000,
    ramBytes: 13_500,
    source: 'arduino-esp32: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'arduino-esp32 boards.txt, default partition: 1,310,720 B for sketches, 327,680 B RAM',
    'Active power is an estimate: about 20 mA typical run current with the radio off at 160 MHz × 3.3 V',
  ],
}
