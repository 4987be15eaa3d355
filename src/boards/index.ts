// Every board the studio knows: one line per board, in the picker's order.

import type { Board } from './board'
import { arduinoUno } from './arduinoUno'
import { arduinoMicro } from './arduinoMicro'
import { arduinoMega } from './arduinoMega'
import { arduinoMkr1000 } from './arduinoMkr1000'
import { microbit } from './microbit'
import { frdmK64f } from './frdmK64f'
import { stm32f723 } from './stm32f723'
import { raspberryPi2b } from './raspberryPi2b'
import { arduinoNano } from './arduinoNano'
import { arduinoLeonardo } from './arduinoLeonardo'
import { arduinoNanoEvery } from './arduinoNanoEvery'
import { arduinoUnoR4 } from './arduinoUnoR4'
import { arduinoNano33Iot } from './arduinoNano33Iot'
import { arduinoNano33Ble } from './arduinoNano33Ble'
import { arduinoZero } from './arduinoZero'
import { microbitV2 } from './microbitV2'
import { arduinoDue } from './arduinoDue'
import { raspberryPiPico } from './raspberryPiPico'
import { raspberryPiPico2 } from './raspberryPiPico2'
import { esp32 } from './esp32'
import { esp32S3 } from './esp32S3'
import { esp32C3 } from './esp32C3'
import { bluePill } from './bluePill'
import { teensy41 } from './teensy41'
import { arduinoGigaR1 } from './arduinoGigaR1'
import { arduinoPortentaH7 } from './arduinoPortentaH7'
import { xiaoSamd21 } from './xiaoSamd21'

export const boards: readonly Board[] = [
  arduinoUno,
  arduinoMicro,
  arduinoMega,
  arduinoMkr1000,
  microbit,
  frdmK64f,
  stm32f723,
  raspberryPi2b,
  arduinoNano,
  arduinoLeonardo,
  arduinoNanoEvery,
  arduinoUnoR4,
  arduinoNano33Iot,
  arduinoNano33Ble,
  arduinoZero,
  microbitV2,
  arduinoDue,
  raspberryPiPico,
  raspberryPiPico2,
  esp32,
  esp32S3,
  esp32C3,
  bluePill,
  teensy41,
  arduinoGigaR1,
  arduinoPortentaH7,
  xiaoSamd21,
]

const byId = new Map(boards.map((board) => [board.id, board]))

export function boardById(id: string): Board | undefined {
  return byId.get(id)
}
