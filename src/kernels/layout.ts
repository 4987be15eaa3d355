// Between values as people count them, int8 by row × column × channel, and as a layout stores them.

/** As `Layout` of model/program.ts. */
type Layout = 'nhwc' | 'rows'

/** Place of each value where rows × channels × columns lie behind each other; undefined: the same. */
function placesByRows(shape: readonly number[]): Int32Array | undefined {
  const [h = 1, w = 1, c = 1] = shape
  if (shape.length !== 3 || w === 1 || c === 1) return undefined
  const places = new Int32Array(h * w * c)
  let i = 0
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) for (let k = 0; k < c; k++) places[i++] = (y * c + k) * w + x
  return places
}

/** One or more tensors of this shape behind each other, as their bytes are stored. */
export function toLayout(values: Int8Array, shape: readonly number[], layout: Layout): Int8Array {
  if (layout === 'nhwc') return values
  const places = placesByRows(shape)
  if (!places) return values.map((value) => value ^ -128)
  const stored = new Int8Array(values.length)
  for (let start = 0; start < values.length; start += places.length)
    for (let i = 0; i < places.length; i++) stored[start + places[i]!] = values[start + i]! ^ -128
  return stored
}

/** The values behind stored bytes. */
export function fromLayout(stored: Int8Array, shape: readonly number[], layout: Layout): Int8Array {
  if (layout === 'nhwc') return stored
  const places = placesByRows(shape)
  if (!places) return stored.map((value) => value ^ -128)
  const values = new Int8Array(stored.length)
  for (let start = 0; start < stored.length; start += places.length)
    for (let i = 0; i < places.length; i++) values[start + i] = stored[start + places[i]!]! ^ -128
  return values
}
