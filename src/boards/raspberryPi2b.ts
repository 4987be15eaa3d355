import type { Board } from './board'

export const raspberryPi2b: Board = {
  id: 'raspberry-pi-2b',
  name: 'Raspberry Pi 2B',
  mcu: 'BCM2836',
  core: 'cortex-a7',
  clockHz: 900_000_000,
  flashBytes: 1_073_741_824,
  ramBytes: 1_073_741_824,
  activePowerWatts: 1.2,
  form: 'makefile',
  sizes: 'cortex-a7',
  paper: 'MoTransFrame, table 1: 1 GB RAM, 1 GB+ storage, 1.20 W, $38.00',
  sources: [
    'Raspberry Pi 2 Model B product brief: 1 GB RAM, 900 MHz; flash is the SD card, taken as 1 GB',
    'Active power: MoTransFrame (CMC 65(3), 2020), table 1, 1.20 W',
  ],
}
