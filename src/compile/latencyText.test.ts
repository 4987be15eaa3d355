import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { randomModel } from '../layers/randomModel'
import { plan } from './compile'
import { latencyAmount, latencyBasis, latencyLimit } from './latencyText'

function told(boardId: string) {
  const board = boardById(boardId)!
  const latency = plan(randomModel(1), board).latency!
  const all = [latencyLimit(latency), latencyAmount(latency, board), latencyBasis(latency, board)]
  return all.join('\n').replaceAll('\u00a0', ' ')
}

describe('words for a latency', () => {
  it('of an AVR: cycles, and how far off they were', () => {
    expect(told('arduino-uno')).toMatch(/^±[\d.]+ %\n[\d,]+ cycles at 16 MHz\n.*at most [\d.]+ %/)
    expect(told('arduino-nano-every')).toMatch(/from another core[^]*not the Arduino Nano Every’s/)
  })

  it('of a Cortex-M: instructions that were counted, cycles that are an estimate, its source', () => {
    const text = told('frdm-k64f')
    expect(text).toMatch(/^no wait states\n[\d,]+ instructions, [\d,]+ cycles at 120 MHz\n/)
    expect(text).toContain('Arm’s Cortex-M4 manual')
    expect(text).toContain('wait states of the flash come on top')
    expect(text).not.toContain('stands for')
    expect(told('stm32f723')).toContain('Arm prints no timings of the Cortex-M7')
    expect(told('raspberry-pi-pico-2')).toContain('a Cortex-M4 stands for the Cortex-M33')
  })
})
