// Running compilers and emulators: a failing command becomes an Error with what it printed.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ExportFile } from '../../src/exporters/exporter'

export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; input?: Uint8Array } = {},
): Buffer {
  try {
    return execFileSync(command, args, {
      ...options,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 26,
      timeout: 300_000,
    })
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: Buffer; stdout?: Buffer }
    const printed = `${stderr?.toString() ?? ''}${stdout?.toString() ?? ''}`.slice(0, 8000)
    throw new Error(`${command} ${args.join(' ').slice(0, 500)}\n${printed || String(error)}`)
  }
}

let ownRoot: string | undefined

const rootPrefix = 'motrans-firmware-'

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Vitest ends its workers without an exit event: a later process clears up behind them. */
function removeRootsOfTheDead(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${rootPrefix}(\\d+)-`).exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

export function temporaryFolder(): string {
  if (ownRoot === undefined) {
    removeRootsOfTheDead()
    ownRoot = mkdtempSync(join(tmpdir(), `${rootPrefix}${process.pid}-`))
  }
  return mkdtempSync(join(ownRoot, 'work-'))
}

/** Writes an exported project and returns its own folder. */
export function unpackProject(files: readonly ExportFile[], into = temporaryFolder()): string {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), text)
  }
  const folder = files[0]?.path.split('/')[0]
  if (!folder) throw new Error('no files in the project')
  return join(into, folder)
}

export interface Compiled {
  readonly elf: string
  readonly map: string
  /** text + data, as the `size` tool of the tool chain says. */
  readonly flashBytes: number
  /** data + bss. */
  readonly ramBytes: number
}

export function measureElf(sizeTool: string, elf: string, map: string): Compiled {
  const columns = run(sizeTool, [elf]).toString().split('\n')[1]?.trim().split(/\s+/).map(Number)
  const [text = NaN, data = NaN, bss = NaN] = columns ?? []
  return { elf, map, flashBytes: text + data, ramBytes: data + bss }
}
