// Places that end at or before a limit, by branch and bound: of two groups that may not meet, one lies
// below the other. Each decision narrows where groups may begin, and that decides most other pairs.

/** Two groups that may not meet: `b` begins `below` bytes or more after `a`, or `a` `above` after `b`. */
export interface Pair {
  readonly a: number
  readonly b: number
  readonly below: number
  readonly above: number
}

/** Where each group may begin, in bytes, and which of a pair is below. */
interface Ranges {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly sides: Uint8Array
}

const [undecided, aBelow, bBelow] = [0, 1, 2] as const

/** `over` begins `apart` bytes or more after `under`; whether that narrowed either. */
function keepApart({ low, high }: Ranges, under: number, over: number, apart: number): boolean {
  const least = low[under]! + apart
  const most = high[over]! - apart
  const narrower = least > low[over]! || most < high[under]!
  if (least > low[over]!) low[over] = least
  if (most < high[under]!) high[under] = most
  return narrower
}

/** Decides what can only be one way, until nothing follows any more; false where a group has no place. */
function narrow(ranges: Ranges, pairs: readonly Pair[]): boolean {
  const { low, high, sides } = ranges
  for (let again = true; again;) {
    again = false
    for (let i = 0; i < pairs.length; i++) {
      const { a, b, below, above } = pairs[i]!
      if (sides[i] === undecided) {
        const canBelow = low[a]! + below <= high[b]!
        const canAbove = low[b]! + above <= high[a]!
        if (!canBelow && !canAbove) return false
        if (canBelow && canAbove) continue
        sides[i] = canBelow ? aBelow : bBelow
      }
      const narrower =
        sides[i] === aBelow ? keepApart(ranges, a, b, below) : keepApart(ranges, b, a, above)
      if (narrower) again = true
      if (low[a]! > high[a]! || low[b]! > high[b]!) return false
    }
  }
  return true
}

/** Of the pairs that meet where all begin as low as they may, the one with the least room; or −1. */
function tightestMeeting({ low, high, sides }: Ranges, pairs: readonly Pair[]): number {
  let tightest = -1
  let least = Infinity
  for (let i = 0; i < pairs.length; i++) {
    const { a, b, below, above } = pairs[i]!
    if (sides[i] !== undecided) continue
    if (low[a]! + below <= low[b]! || low[b]! + above <= low[a]!) continue
    const room = high[a]! - low[a]! + high[b]! - low[b]! - below - above
    if (room < least) {
      tightest = i
      least = room
    }
  }
  return tightest
}

/**
 * Offsets of groups of these bytes that end at or before `limit`; undefined where there are none, or where
 * `steps` decisions did not find them.
 */
export function searchPlaces(
  bytes: readonly number[],
  pairs: readonly Pair[],
  limit: number,
  steps: number,
): readonly number[] | undefined {
  let left = steps
  const search = (ranges: Ranges): Ranges | undefined => {
    if (left-- <= 0 || !narrow(ranges, pairs)) return undefined
    const meeting = tightestMeeting(ranges, pairs)
    const pair = pairs[meeting]
    if (!pair) return ranges
    const { low, high, sides } = ranges
    const { a, b, below, above } = pair
    const roomier = high[b]! - low[a]! - below >= high[a]! - low[b]! - above
    for (const side of roomier ? [aBelow, bBelow] : [bBelow, aBelow]) {
      const next = { low: low.slice(), high: high.slice(), sides: sides.slice() }
      next.sides[meeting] = side
      const found = search(next)
      if (found) return found
    }
    return undefined
  }
  const found = search({
    low: new Float64Array(bytes.length),
    high: Float64Array.from(bytes, (size) => limit - size),
    sides: new Uint8Array(pairs.length),
  })
  return found && [...found.low]
}
