import type { Board } from './board'

export const raspberryPiPico2: Board = {
  id: 'raspberry-pi-pico-2',
  name: 'Raspberry Pi Pico 2',
  mcu: 'RP2350',
  core: 'cortex-m33',
  clockHz: 150_000_000,
  flashBytes: 4_190_208,
  ramBytes: 524_288,
  activePowerWatts: 0.066,
  form: 'arduino',
  fqbn: 'rp2040:rp2040:rpipico2',
  serialPort: 'Serial',
  sizes: 'cortex-m4',
  coreEstimate: {
    flashBytes: 62_000,
    ramBytes: 11_000,
    source: 'arduino-pico core: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'RP2350 data sheet: 150 MHz, 520 KB SRAM (8 KB of it are the stacks’ own banks); Pico 2: 4 MB flash less 4 KB (arduino-pico)',
    'Active power is an estimate: about 20 mA typical run current at 150 MHz × 3.3 V',
  ],
}
