// Who makes a layer narrower sees the budgets of a real network shrink.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { arduinoMega } from '../boards/arduinoMega'
import { arduinoNano33Ble } from '../boards/arduinoNano33Ble'
import { applyWidths } from '../edits/applyWidths'
import { widthOf } from '../edits/resizeChannels'
import { importModel } from '../importers/index'
import { dataPath, hasData } from '../lib/testData'
import { plan } from './compile'

async function openMiniXception() {
  const path = dataPath('h5/fer2013_mini_xception_66.hdf5')
  const file = { name: 'mini_xception.hdf5', bytes: new Uint8Array(readFileSync(path)) }
  return (await importModel([file], () => undefined)).model
}

describe.runIf(hasData).each([arduinoMega, arduinoNano33Ble])('mini-Xception on $name', (board) => {
  it.each(['conv2d_1', 'separable_conv2d_1', 'separable_conv2d_2', 'separable_conv2d_4'])(
    'takes no more flash and no more RAM with each channel that %s loses',
    async (layer) => {
      const model = await openMiniXception()
      let before = plan(model, board)
      for (let width = widthOf(model, layer) - 1; width >= 4; width--) {
        const made = plan(applyWidths(model, { [layer]: width }), board)
        expect(made.flash.bytes, `flash of ${width}`).toBeLessThanOrEqual(before.flash.bytes)
        expect(made.ram.bytes, `RAM of ${width}`).toBeLessThanOrEqual(before.ram.bytes)
        before = made
      }
    },
  )
})
