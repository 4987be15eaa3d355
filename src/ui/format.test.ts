import { describe, expect, it } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatCapacity,
  formatClock,
  formatCount,
  formatDifference,
  formatEnergy,
  formatExactBytes,
  formatLeft,
  formatPercent,
  formatPoints,
  formatReal,
  formatShare,
  formatShortCount,
  formatTime,
} from './format'

const nb = (text: string) => text.replaceAll(' ', '\u00a0')

describe('format', () => {
  it('writes ages roughly', () => {
    const minute = 60_000
    const ages = [9000, 5 * minute, 180 * minute, 1500 * minute, 5000 * minute].map(formatAge)
    const words = ['just now', '5 min ago', '3 h ago', 'yesterday', '3 days ago']
    expect(ages).toEqual(
      words.map((word) => (/\d/.test(word) ? word.replace(' ', '\u00a0') : word)),
    )
  })

  it('writes what is left roughly', () => {
    const words = ['under 1 s', 'about 41 s', 'about 3 min', 'about 2 h']
    expect([300, 41_200, 170_000, 7_000_000].map(formatLeft)).toEqual(
      words.map((word) => word.replace(/ (\S+)$/, '\u00a0$1')),
    )
  })

  it('shortens counts from a million on', () => {
    expect([0, 122_304, 999_499].map(formatShortCount)).toEqual(['0', '122,304', '999,499'])
    expect([999_500, 1_818_880, 12_345_678, 2_571_000_000].map(formatShortCount)).toEqual(
      ['1.00 M', '1.82 M', '12.3 M', '2.57 G'].map(nb),
    )
  })

  it('writes bytes in full below 10,240 and in KB of 1,024 from there', () => {
    expect(formatBytes(0)).toBe(nb('0 B'))
    expect(formatBytes(1234)).toBe(nb('1,234 B'))
    expect(formatBytes(10239)).toBe(nb('10,239 B'))
    expect(formatBytes(10240)).toBe(nb('10.0 KB'))
    expect(formatBytes(61440)).toBe(nb('60.0 KB'))
    expect(formatBytes(1024 * 1024 - 1)).toBe(nb('1.0 MB'))
    expect(formatBytes(1.4 * 1024 * 1024)).toBe(nb('1.4 MB'))
    expect(formatBytes(2 ** 30)).toBe(nb('1.0 GB'))
    expect(formatBytes(-20480)).toBe(nb('\u221220.0 KB'))
    expect(formatExactBytes(61440)).toBe(nb('61,440 B'))
  })

  it('names capacities as data sheets do', () => {
    expect(formatCapacity(32256)).toBe(nb('31.5 KB'))
    expect(formatCapacity(8192)).toBe(nb('8 KB'))
    expect(formatCapacity(1 << 20)).toBe(nb('1 MB'))
    expect(formatClock(16e6)).toBe(nb('16 MHz'))
  })

  it('gives time and energy three figures', () => {
    expect(formatTime(0.252)).toBe(nb('252 ms'))
    expect(formatTime(0.0874)).toBe(nb('87.4 ms'))
    expect(formatTime(7.1)).toBe(nb('7.10 s'))
    expect(formatTime(0.9996)).toBe(nb('1.00 s'))
    expect(formatEnergy(12.4e-6)).toBe(nb('12.4 µJ'))
    expect(formatEnergy(338e-9)).toBe(nb('338 nJ'))
    expect(formatEnergy(61.7e-3)).toBe(nb('61.7 mJ'))
    expect(formatEnergy(0)).toBe(nb('0 nJ'))
    expect(formatEnergy(2e-13)).toBe(nb('0.20 pJ'))
  })

  it('writes counts, shares and differences', () => {
    expect(formatCount(61706)).toBe('61,706')
    expect(formatPercent(0.98834)).toBe(nb('98.8 %'))
    expect(formatShare(0.287)).toBe(nb('29 %'))
    expect(formatShare(0.012)).toBe(nb('1.2 %'))
    expect(formatShare(0.0001)).toBe(nb('0 %'))
    expect(formatDifference(0, formatBytes)).toBe('±0')
    expect(formatDifference(-12.3 * 1024, formatBytes)).toBe(nb('\u221212.3 KB'))
    expect(formatDifference(31, formatBytes)).toBe(nb('+31 B'))
    expect(formatPoints(-0.001)).toBe(nb('\u22120.10 points'))
    expect(formatPoints(0.00001)).toBe(nb('±0 points'))
    expect(formatReal(-0.413)).toBe('\u22120.41')
  })
})
