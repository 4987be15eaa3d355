import type { Board } from './board'

export const xiaoSamd21: Board = {
  id: 'seeed-xiao-samd21',
  name: 'Seeed XIAO SAMD21',
  mcu: 'SAMD21G18',
  core: 'cortex-m0plus',
  clockHz: 48_000_000,
  flashBytes: 253_952,
  ramBytes: 32_768,
  activePowerWatts: 0.014,
  form: 'arduino',
  fqbn: 'Seeeduino:samd:seeed_XIAO_m0',
  serialPort: 'Serial',
  sizes: 'cortex-m0plus',
  coreEstimate: {
    flashBytes: 11_000,
    ramBytes: 3000,
    source: 'Arduino SAMD core: typical size of an empty sketch with Serial, not measured here',
  },
  sources: [
    'SAM D21 data sheet: 256 KB flash, 32 KB SRAM, 48 MHz; 8 KB boot loader',
    'Active power: MoTransFrame (CMC 65(3), 2020), table 1, 14 mW for the SAMD21',
  ],
}
