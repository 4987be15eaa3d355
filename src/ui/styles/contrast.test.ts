// Text reaches 4.5:1 and graphics 3:1 on every surface that they are meant for, in both themes (WCAG 2.2).

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const css = readFileSync(fileURLToPath(new URL('tokens.css', import.meta.url)), 'utf8')

function readTheme(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(selector), css.indexOf('\n}', css.indexOf(selector)))
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1]!, found[2]!]),
  )
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const surfaces = ['canvas', 'surface', 'raised']
const text: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...surfaces, 'hover', 'accent-soft', 'bad-soft']],
  ['text-2', [...surfaces, 'hover', 'accent-soft']],
  ['text-3', surfaces],
  ['accent', [...surfaces, 'accent-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['ok-ink', [...surfaces, 'ok-soft']],
  ['warn-ink', [...surfaces, 'warn-soft']],
  ['bad-ink', [...surfaces, 'bad-soft']],
  ...['comment', 'key', 'type', 'num', 'str', 'fn', 'pre'].map(
    (name) => [`k-${name}`, ['surface', 'canvas']] as const,
  ),
]
const graphics = ['ok', 'warn', 'bad', 'focus', 'line-strong'].concat(
  [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `c${n}`),
)

describe.each([
  ['light', ':root {'],
  ['dark', ":root[data-theme='dark'] {"],
])('contrast, %s', (_, selector) => {
  const theme = readTheme(selector)
  const color = (name: string) => {
    const found = theme.get(name)
    if (!found) throw new Error(`no color --${name}`)
    return found
  }
  it('text reaches 4.5:1', () => {
    const bad = text.flatMap(([name, on]) =>
      on
        .filter((back) => contrast(color(name), color(back)) < 4.5)
        .map((back) => `${name} on ${back}: ${contrast(color(name), color(back)).toFixed(2)}`),
    )
    expect(bad).toEqual([])
  })
  it('graphics reach 3:1', () => {
    const bad = graphics.flatMap((name) =>
      ['surface', 'raised']
        .filter((back) => contrast(color(name), color(back)) < 3)
        .map((back) => `${name} on ${back}: ${contrast(color(name), color(back)).toFixed(2)}`),
    )
    expect(bad).toEqual([])
  })
})
