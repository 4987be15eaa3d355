// Names for what is kept: unlike any made before, in this tab or in another.

export function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`
}
