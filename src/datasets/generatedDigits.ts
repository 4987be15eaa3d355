// Pictures of digits made on the spot, so that everything can be tried with no file at hand: drawn
// with jittered strokes, then sized and centered as MNIST does (20 × 20 box, center of mass in the
// middle of 28 × 28), white on black.

import { seededRandom } from '../lib/random'
import type { Dataset } from './dataset'
import { digitDrawings } from './digitStrokes'
import type { Drawing, Point } from './digitStrokes'

const side = 28
const box = 20
const stepsPerSpan = 6

/** Digits 0 to 9 in turn, shuffled by the seed; the same seed gives the same pictures. */
export function generateDigits(count: number, seed: number): Dataset {
  const random = seededRandom(seed)
  const pixels = new Uint8Array(count * side * side)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const label = labels[i] ?? 0
    labels[i] = labels[j] ?? 0
    labels[j] = label
  }
  for (let i = 0; i < count; i++)
    drawDigit(labels[i] ?? 0, random, pixels.subarray(i * side * side, (i + 1) * side * side))
  const shape = [side, side, 1] as const
  return { name: 'Generated digits', count, shape, pixels, labels, classCount: 10, part: 'unknown' }
}

type Random = () => number

function drawDigit(digit: number, random: Random, target: Uint8Array): void {
  const drawings = digitDrawings[digit] ?? []
  // The first way of writing is chosen about half the time.
  const chance = random()
  const choice = Math.floor(chance * Math.sqrt(chance) * drawings.length)
  const lines = (drawings[choice] ?? []).map((stroke) => smooth(stroke))
  const radius = 0.7 + 1.2 * random()
  const placed = place(distort(lines, random), radius)
  const brightness = 215 + 40 * random()
  drawLines(placed, radius, brightness, random, target)
}

/** A Catmull-Rom curve through the points. */
function smooth(stroke: readonly Point[]): Point[] {
  const at = (i: number): Point => stroke[Math.min(stroke.length - 1, Math.max(0, i))] ?? [0, 0]
  const curve: Point[] = []
  for (let i = 0; i + 1 < stroke.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    const value = (axis: 0 | 1, t: number): number =>
      0.5 *
      (2 * b[axis] +
        (c[axis] - a[axis]) * t +
        (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
        (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t)
    for (let s = 0; s < stepsPerSpan; s++)
      curve.push([value(0, s / stepsPerSpan), value(1, s / stepsPerSpan)])
  }
  return [...curve, at(stroke.length - 1)]
}

/** Slant, turn, width, and a slow wobble that moves neighboring points alike. */
function distort(lines: Drawing, random: Random): Drawing {
  const spread = (size: number): number => (random() + random() - 1) * size
  const slant = -0.08 + spread(0.45)
  const angle = spread(0.3)
  const width = 1 + spread(0.4)
  const [cos, sin] = [1 - (angle * angle) / 2, angle]
  const waves = [spread(0.13), spread(0.13), spread(0.13), spread(0.13)] as const
  return lines.map((line) =>
    line.map(([x0, y0]): Point => {
      const [u, v] = [x0 - 0.3, y0 - 0.5]
      // Parabolas and saddles: smooth, and the same on every engine.
      const x = (u + waves[0] * (4 * v * v - 0.4) + waves[1] * 4 * u * v) * width - slant * v
      const y = v + waves[2] * (8 * u * u - 0.3) + waves[3] * 4 * u * v
      return [x * cos - y * sin, x * sin + y * cos]
    }),
  )
}

/** Into the box by the larger side, then the center of mass into the middle. */
function place(lines: Drawing, radius: number): Drawing {
  const points = lines.flat()
  const span = (axis: 0 | 1): number =>
    Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]))
  const scale = (box - 2 * radius) / Math.max(span(0), span(1), 0.1)
  const [x, y] = centerOfMass(lines)
  const middle = (side - 1) / 2
  return lines.map((line) =>
    line.map((p): Point => [(p[0] - x) * scale + middle, (p[1] - y) * scale + middle]),
  )
}

function centerOfMass(lines: Drawing): Point {
  let [mass, x, y] = [0, 0, 0]
  for (const line of lines)
    for (let i = 0; i + 1 < line.length; i++) {
      const [[x1, y1], [x2, y2]] = [line[i] ?? [0, 0], line[i + 1] ?? [0, 0]]
      const length = Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1))
      mass += length
      x += ((x1 + x2) / 2) * length
      y += ((y1 + y2) / 2) * length
    }
  return mass > 0 ? [x / mass, y / mass] : [0, 0]
}

/** Each pixel by its distance to the nearest line: soft edges one pixel wide, a little grain. */
function drawLines(
  lines: Drawing,
  radius: number,
  brightness: number,
  random: Random,
  target: Uint8Array,
): void {
  const nearest = new Float64Array(target.length).fill(Infinity)
  for (const line of lines)
    for (let i = 0; i + 1 < line.length; i++)
      drawLine(line[i] ?? [0, 0], line[i + 1] ?? [0, 0], radius + 1, nearest)
  for (let at = 0; at < target.length; at++) {
    const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(nearest[at] ?? Infinity)))
    if (cover > 0) target[at] = Math.round(cover * (brightness - 25 * random()))
  }
}

/** Lowers the squared distances of the pixels within reach. Plain numbers: a thousand digits are many. */
function drawLine([ax, ay]: Point, [bx, by]: Point, reach: number, nearest: Float64Array): void {
  const bound = (value: number): number => Math.min(side - 1, Math.max(0, value))
  const [x1, x2] = [
    bound(Math.floor(Math.min(ax, bx) - reach)),
    bound(Math.ceil(Math.max(ax, bx) + reach)),
  ]
  const [y1, y2] = [
    bound(Math.floor(Math.min(ay, by) - reach)),
    bound(Math.ceil(Math.max(ay, by) + reach)),
  ]
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  for (let py = y1; py <= y2; py++)
    for (let px = x1; px <= x2; px++) {
      const along = length > 0 ? ((px - ax) * dx + (py - ay) * dy) / length : 0
      const t = along < 0 ? 0 : along > 1 ? 1 : along
      const x = px - ax - t * dx
      const y = py - ay - t * dy
      const squared = x * x + y * y
      const at = py * side + px
      if (squared < (nearest[at] as number)) nearest[at] = squared
    }
}
