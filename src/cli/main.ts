// The command line: what the page does, for scripts. Results go to stdout, everything that is worth
// telling to stderr; 0 is success, 1 a user's trouble, 2 a fault of the program.

import { formatDiagnostic, UserError } from '../lib/diagnostics'
import type { Diagnostic } from '../lib/diagnostics'
import { parseArguments } from './parseArguments'
import type { Arguments, FlagType } from './parseArguments'

export interface Command {
  readonly usage: string
  readonly about: string
  readonly flags: Readonly<Record<string, FlagType>>
  /** Gives what is printed on stdout. */
  readonly run: (given: Arguments, tell: (diagnostic: Diagnostic) => void) => Promise<string>
}

/** Loaded on need: `--help` and `boards` must not wait for the rest. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  inspect: async () => (await import('./inspect')).inspect,
  build: async () => (await import('./build')).build,
  fit: async () => (await import('./fit')).fit,
  run: async () => (await import('./run')).run,
  export: async () => (await import('./export')).exportModel,
  boards: async () => (await import('./listBoards')).listBoards,
  accuracy: async () => (await import('./accuracy')).accuracy,
}

const helpFlags = new Set(['--help', '-h', 'help'])

export async function main(given: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = given
  try {
    if (helpFlags.has(name)) {
      console.log(await help())
      return 0
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!load) {
      console.error(`error: There is no command ${name}.\n\n${await help()}`)
      return 1
    }
    const command = await load()
    if (rest.some((word) => helpFlags.has(word) && word !== 'help')) {
      console.log(helpOf(command))
      return 0
    }
    const tell = (diagnostic: Diagnostic) => console.error(formatDiagnostic(diagnostic))
    console.log(await command.run(parseArguments(rest, command.flags), tell))
    return 0
  } catch (error) {
    if (!(error instanceof UserError)) {
      console.error(error)
      return 2
    }
    for (const diagnostic of error.diagnostics) console.error(formatDiagnostic(diagnostic))
    return 1
  }
}

function helpOf({ usage, about }: Command): string {
  return `motrans ${usage}\n    ${about}`
}

async function help(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  return [
    'From a trained Keras or TF.js model to an Arduino sketch.',
    '',
    ...all.map(helpOf),
    '',
    'MODEL is a file, several files, a folder or a zip; FILES are data sets: IDX, .npy, .npz, CSV,',
    'or pictures in a folder per class; also as a zip or .gz.',
  ].join('\n')
}
