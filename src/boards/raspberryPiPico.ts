import type { Board } from './board'

export const raspberryPiPico: Board = {
  id: 'raspberry-pi-pico',
  name: 'Raspberry Pi Pico',
  mcu: 'RP2040',
  core: 'cortex-m0plus',
  clockHz: 133_000_000,
  flashBytes: 2_093_056,
  ramBytes: 262_144,
  activePowerWatts: 0.083,
  form: 'arduino',
  fqbn: 'rp2040:rp2040:rpipico',
  serialPort: 'Serial',
  sizes: 'cortex-m0plus',
  coreEstimate: {
    flashBytes: 58_000,
    ramBytes: 9500,
    source: 'arduino-pico core: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'RP2040 data sheet: 133 MHz, 264 KB SRAM (8 KB of it are the stacks’ own banks); Pico: 2 MB flash less 4 KB (arduino-pico)',
    'Active power is an estimate: about 25 mA typical run current at 133 MHz × 3.3 V',
  ],
}
