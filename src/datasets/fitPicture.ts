// Brings a picture to another size: centered on a ground (`pad`), or drawn larger or smaller
// (`resize`: mean of the area when shrinking, bilinear when growing). Bytes in, bytes out.

export type Size = readonly [height: number, width: number]

/** Source positions and weights for one target position along one axis. */
type Taps = readonly (readonly [at: number, weight: number])[]

/** Copies `from` into the middle of `to`, cutting off what does not fit; `ground` around it. */
export function padPicture(
  source: Uint8Array,
  from: Size,
  target: Uint8Array,
  to: Size,
  channels: number,
  ground: number,
): void {
  target.fill(ground)
  const top = Math.floor((to[0] - from[0]) / 2)
  const left = Math.floor((to[1] - from[1]) / 2)
  for (let y = 0; y < from[0]; y++) {
    const row = y + top
    if (row < 0 || row >= to[0]) continue
    const first = Math.max(0, -left)
    const end = Math.min(from[1], to[1] - left)
    const line = source.subarray((y * from[1] + first) * channels, (y * from[1] + end) * channels)
    target.set(line, (row * to[1] + left + first) * channels)
  }
}

/** A function that resizes between two sizes; the weights are computed once. */
export function createResizer(
  from: Size,
  to: Size,
  channels: number,
): (source: Uint8Array, target: Uint8Array) => void {
  const rows = computeTaps(from[0], to[0])
  const columns = computeTaps(from[1], to[1])
  return (source, target) => {
    let at = 0
    for (const row of rows)
      for (const column of columns)
        for (let c = 0; c < channels; c++) {
          let sum = 0
          for (const [y, wy] of row)
            for (const [x, wx] of column)
              sum += wy * wx * (source[(y * from[1] + x) * channels + c] ?? 0)
          target[at++] = Math.min(255, Math.round(sum))
        }
  }
}

function computeTaps(from: number, to: number): Taps[] {
  return Array.from({ length: to }, (_, i) =>
    to < from ? areaTaps(i, from, to) : bilinearTaps(i, from, to),
  )
}

function areaTaps(i: number, from: number, to: number): Taps {
  const start = (i * from) / to
  const end = ((i + 1) * from) / to
  const taps: [number, number][] = []
  for (let at = Math.floor(start); at < Math.ceil(end) && at < from; at++) {
    const share = Math.min(at + 1, end) - Math.max(at, start)
    if (share > 1e-9) taps.push([at, share / (end - start)])
  }
  return taps
}

/** Pixels are squares: their values stand at half positions. */
function bilinearTaps(i: number, from: number, to: number): Taps {
  const at = ((i + 0.5) * from) / to - 0.5
  const low = Math.floor(at)
  const weight = at - low
  const bound = (position: number): number => Math.min(from - 1, Math.max(0, position))
  return weight < 1e-9
    ? [[bound(low), 1]]
    : [
        [bound(low), 1 - weight],
        [bound(low + 1), weight],
      ]
}
