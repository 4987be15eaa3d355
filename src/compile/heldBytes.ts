// Which bytes memory holds, as runs: byte `address` carries the tag `address + shift`. Runs that touch and
// have one shift are one run, so a row that lies where it belongs is found at once, however long.

/** Half-open in addresses. */
interface Run {
  readonly from: number
  readonly until: number
  readonly shift: number
}

export class HeldBytes {
  /** By address; they do not meet. */
  #runs: Run[] = []

  /** The first run that ends behind an address. */
  #after(address: number): number {
    let [low, high] = [0, this.#runs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#runs[middle]!.until > address) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Puts runs, by address, in the place of what lies in [from, until). */
  #replace(from: number, until: number, runs: readonly Run[]): void {
    const all = this.#runs
    const first = this.#after(from)
    let last = first
    const kept: Run[] = []
    const add = (run: Run) => {
      const before = kept[kept.length - 1]
      if (before?.until === run.from && before.shift === run.shift)
        kept[kept.length - 1] = { ...before, until: run.until }
      else kept.push(run)
    }
    // The neighbors too: what is put between them may join them.
    const start = Math.max(0, first - 1)
    if (start < first) add(all[start]!)
    const head = all[first]
    if (head && head.from < from) add({ ...head, until: from })
    for (const run of runs) add(run)
    while (last < all.length && all[last]!.from < until) last++
    const tail = all[last - 1]
    if (last > first && tail && tail.until > until) add({ ...tail, from: until })
    const next = all[last]
    if (next) add(next)
    all.splice(start, (next ? last + 1 : last) - start, ...kept)
  }

  /** The `count` bytes from `address` on now carry the tags from `tag` on. */
  write(address: number, count: number, tag: number): void {
    if (count <= 0) return
    const until = address + count
    this.#replace(address, until, [{ from: address, until, shift: tag - address }])
  }

  /** They hold nothing any more. */
  clear(address: number, count: number): void {
    if (count > 0) this.#replace(address, address + count, [])
  }

  /** As memmove. */
  move(to: number, from: number, count: number): void {
    if (count <= 0) return
    const moved: Run[] = []
    for (let i = this.#after(from); i < this.#runs.length; i++) {
      const run = this.#runs[i]!
      if (run.from >= from + count) break
      moved.push({
        from: Math.max(run.from, from) + to - from,
        until: Math.min(run.until, from + count) + to - from,
        shift: run.shift + from - to,
      })
    }
    this.#replace(to, to + count, moved)
  }

  /** How many of `count` bytes from `address` on carry the tags from `tag` on, before the first that does not. */
  holds(address: number, count: number, tag: number): number {
    const run = this.#runs[this.#after(address)]
    if (!run || run.from > address || run.shift !== tag - address) return 0
    return Math.min(count, run.until - address)
  }
}
