import type { Board } from './board'

export const microbit: Board = {
  id: 'microbit',
  name: 'BBC micro:bit',
  mcu: 'nRF51822',
  core: 'cortex-m0',
  clockHz: 16_000_000,
  flashBytes: 262_144,
  ramBytes: 16_384,
  activePowerWatts: 0.018,
  form: 'arduino',
  fqbn: 'sandeepmistry:nRF5:BBCmicrobit',
  serialPort: 'Serial',
  sizes: 'cortex-m0',
  coreEstimate: {
    flashBytes: 6000,
    ramBytes: 1600,
    source: 'arduino-nRF5 core: typical size of an empty sketch with Serial, not measured here',
  },
  paper: 'MoTransFrame, table 1: 16 KB RAM, 256 KB flash, 18 mW, $13.21',
  sources: [
    'nRF51822 product specification: 256 KB flash, 16 KB RAM, 16 MHz',
    'Active power: MoTransFrame (CMC 65(3), 2020), table 1, 18 mW',
  ],
}
