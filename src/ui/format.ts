// How figures are written: bytes, time, energy, counts, differences. One place, so that the same
// number never looks two ways. Rules: design, "Numbers". KB = 1,024 bytes.

const NBSP = '\u00a0'
const MINUS = '\u2212'
const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "61,706" */
export function formatCount(count: number): string {
  return count < 0 ? MINUS + wholeNumber.format(-count) : wholeNumber.format(count)
}

/** "122,304" below a million, from there "1.82 M": where there is little room; a title says it in full. */
export function formatShortCount(count: number): string {
  if (count < 999_500) return formatCount(count)
  return withPrefix(count, [
    [1e9, 'G'],
    [1e6, 'M'],
  ])
}

/** "1,234 B" below 10,240 bytes, from there "60.0 KB", "1.4 MB". */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes)
  const sign = bytes < 0 ? MINUS : ''
  if (size < 10240) return `${sign}${wholeNumber.format(size)}${NBSP}B`
  const units = ['KB', 'MB', 'GB']
  let value = size / 1024
  let unit = 0
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${sign}${value.toFixed(1)}${NBSP}${units[unit]}`
}

/** "61,440 B": what a title says where the text is rounded. */
export function formatExactBytes(bytes: number): string {
  return `${formatCount(bytes)}${NBSP}B`
}

/** "31.5 KB", "248 KB", "1 MB": a size that a data sheet names. */
export function formatCapacity(bytes: number): string {
  let value = bytes
  let unit = 0
  const units = ['B', 'KB', 'MB', 'GB']
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${Number(value.toFixed(1))}${NBSP}${units[unit]}`
}

function threeFigures(value: number): string {
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value)))
  return value.toFixed(Math.min(2, digits))
}

function withPrefix(value: number, steps: readonly (readonly [number, string])[]): string {
  const sign = value < 0 ? MINUS : ''
  const size = Math.abs(value)
  const last = steps[steps.length - 1]!
  // 999.5 of one unit would be written as four figures, so the next unit takes over there
  const [scale, unit] = steps.find(([scale]) => size >= scale * 0.9995) ?? last
  return `${sign}${threeFigures(size / scale)}${NBSP}${unit}`
}

/** "12.4 µJ", "338 nJ", "61.7 mJ" */
export function formatEnergy(joules: number): string {
  if (joules === 0) return `0${NBSP}nJ`
  return withPrefix(joules, [
    [1, 'J'],
    [1e-3, 'mJ'],
    [1e-6, 'µJ'],
    [1e-9, 'nJ'],
    [1e-12, 'pJ'],
  ])
}

/** "252 ms", "7.10 s" */
export function formatTime(seconds: number): string {
  if (seconds === 0) return `0${NBSP}ms`
  return withPrefix(seconds, [
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
  ])
}

/** "under 1 s", "about 41 s", "about 3 min": what is left of work. */
export function formatLeft(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 1) return `under 1${NBSP}s`
  if (seconds < 90) return `about ${seconds}${NBSP}s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `about ${minutes}${NBSP}min` : `about ${Math.round(minutes / 60)}${NBSP}h`
}

/** "just now", "5 min ago", "3 h ago", "12 days ago" */
export function formatAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes}${NBSP}min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}${NBSP}h ago`
  const days = Math.floor(hours / 24)
  return days === 1 ? 'yesterday' : `${days}${NBSP}days ago`
}

/** "16 MHz" */
export function formatClock(hertz: number): string {
  return `${Number((hertz / 1e6).toFixed(1))}${NBSP}MHz`
}

/** "98.8 %" of a share from 0 to 1. */
export function formatPercent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}${NBSP}%`
}

/** Share of a heat bar: "29 %", "1.2 %", "0 %". */
export function formatShare(share: number): string {
  const percent = 100 * share
  if (percent < 0.05) return `0${NBSP}%`
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)}${NBSP}%`
}

/** "−0.10 points" of a difference of two shares. */
export function formatPoints(difference: number): string {
  return `${formatDifference(difference * 100, (points) => points.toFixed(2), 0.005)}${NBSP}points`
}

/** Sign in front; "±0" where nothing changed. */
export function formatDifference(
  difference: number,
  format: (size: number) => string,
  nothing = 0,
): string {
  if (Math.abs(difference) <= nothing) return '±0'
  return (difference < 0 ? MINUS : '+') + format(Math.abs(difference))
}

/** "−0.41" */
export function formatReal(value: number, digits = 2): string {
  return value < 0 ? MINUS + (-value).toFixed(digits) : value.toFixed(digits)
}
