import type { Board } from './board'

export const microbitV2: Board = {
  id: 'microbit-v2',
  name: 'BBC micro:bit v2',
  mcu: 'nRF52833',
  core: 'cortex-m4',
  clockHz: 64_000_000,
  flashBytes: 524_288,
  ramBytes: 131_072,
  activePowerWatts: 0.021,
  form: 'arduino',
  fqbn: 'sandeepmistry:nRF5:BBCmicrobitV2',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 7000,
    ramBytes: 1800,
    source: 'arduino-nRF5 core: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'nRF52833 product specification: 512 KB flash, 128 KB RAM, 64 MHz',
    'Active power is an estimate: about 6.3 mA typical run current from flash at 64 MHz, taken from the nRF52840 × 3.3 V',
  ],
}
