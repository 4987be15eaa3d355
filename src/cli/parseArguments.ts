// `command FILE… --flag value --list A B --switch` into an object. Every flag must be known.

import { fail } from '../lib/diagnostics'

/** `value` takes one word, `list` all words up to the next flag, `switch` none. */
export type FlagType = 'value' | 'list' | 'switch'

export interface Arguments {
  readonly words: readonly string[]
  readonly values: Readonly<Record<string, string>>
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly switches: ReadonlySet<string>
}

/** Throws UserError `cli/unknown-flag` or `cli/missing-value`. */
export function parseArguments(
  given: readonly string[],
  flags: Readonly<Record<string, FlagType>>,
): Arguments {
  const words: string[] = []
  const values: Record<string, string> = {}
  const lists: Record<string, string[]> = {}
  const switches = new Set<string>()
  let open: string[] | undefined
  for (let i = 0; i < given.length; i++) {
    const word = given[i] as string
    if (!word.startsWith('--')) {
      ;(open ?? words).push(word)
      continue
    }
    open = undefined
    const equals = word.indexOf('=')
    const name = word.slice(2, equals < 0 ? undefined : equals)
    const inline = equals < 0 ? undefined : word.slice(equals + 1)
    const type = Object.hasOwn(flags, name) ? flags[name] : undefined
    if (type === 'switch' && inline === undefined) switches.add(name)
    else if (type === 'list') {
      open = lists[name] ??= []
      if (inline !== undefined) open.push(inline)
    } else if (type === 'value') {
      const next = inline ?? given[++i]
      if (next === undefined || next.startsWith('--')) missingValue(name)
      values[name] = next
    } else unknownFlag(word, Object.keys(flags))
  }
  for (const [name, list] of Object.entries(lists)) if (list.length === 0) missingValue(name)
  return { words, values, lists, switches }
}

function missingValue(name: string): never {
  return fail('cli/missing-value', `--${name} needs a value.`, { hint: 'See --help.' })
}

function unknownFlag(word: string, known: readonly string[]): never {
  const list = known.map((name) => `--${name}`).join(', ')
  return fail('cli/unknown-flag', `${word} is not known here.`, {
    hint: list ? `Known are ${list}.` : 'This command takes no flags.',
  })
}
