// Names of classes in the order of their labels.

/** As the model has them where it knows them all, otherwise by number or alphabet. */
export function orderNames(
  found: readonly string[],
  known: readonly string[] | undefined,
): readonly string[] {
  if (known && found.every((name) => known.includes(name))) return known
  const numbers = found.every((name) => /^\d+$/.test(name))
  return [...found].sort((a, b) => (numbers ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0))
}
