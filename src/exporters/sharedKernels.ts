// Which files of the C library a program needs: its kernels' files and what they include.

import { cSources } from '../kernels/generated/sources'
import type { Program } from '../model/program'
import type { ExportFile } from './exporter'

const declaresStep = (kernel: string, header: string) =>
  new RegExp(` ${kernel}_step[,;]`).test(header)

/**
 * The files for these kernels, and the headers that declare their steps, sorted. `#include "x.h"` brings x.h and, where there are, x.c and x.S
 * with it; code that names nn_x brings nn_x.c and nn_x.S. File names are unique, whatever folder of
 * the library they lie in.
 */
export function kernelFiles(
  kernels: readonly string[],
  sources: Readonly<Record<string, string>>,
): string[] {
  const keys = new Map(Object.keys(sources).map((key) => [baseName(key), key]))
  const wanted = new Set<string>()
  const add = (name: string) => {
    const key = keys.get(name)
    if (key === undefined || wanted.has(key)) return
    wanted.add(key)
    for (const needed of namedFiles(name, sources[key] ?? '')) add(needed)
  }
  for (const kernel of kernels) {
    const files = [`${kernel}.c`, `${kernel}.S`].filter((name) => keys.has(name))
    if (files.length === 0) throw new Error(`no source of kernel ${kernel}`)
    files.forEach(add)
    for (const [name, key] of keys)
      if (name.endsWith('.h') && declaresStep(kernel, sources[key] ?? '')) add(name)
  }
  add('nn.h')
  return [...wanted].sort()
}

/** Files that a file may need: of what it includes and, unless it only declares, of what it calls. */
function namedFiles(name: string, text: string): string[] {
  const code = text.replace(/\/\*[^]*?\*\//g, ' ')
  const stems = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, stem = '']) => stem)
  const headers = stems(/^\s*#\s*include\s+"([^"]+)\.h"/gm).map(baseName)
  const called = name.endsWith('.h') ? [] : stems(/\b(nn_\w+)\b/g)
  return [
    ...headers.flatMap((stem) => [`${stem}.h`, `${stem}.c`, `${stem}.S`]),
    ...called.flatMap((stem) => [`${stem}.c`, `${stem}.S`]),
  ]
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Kernels of the program in the order of their first call. */
export function usedKernels(program: Program): string[] {
  return [...new Set(program.steps.map((step) => step.kernel))]
}

/** The headers that declare the steps of these kernels, nn.h first. */
export function stepHeaders(
  kernels: readonly string[],
  sources: Readonly<Record<string, string>>,
): string[] {
  const headers = kernelFiles(kernels, sources).filter((key) => key.endsWith('.h'))
  const declares = (key: string) =>
    kernels.some((kernel) => declaresStep(kernel, sources[key] ?? ''))
  return ['nn.h', ...headers.filter((key) => key !== 'nn.h' && declares(key))]
}

/** The library's files, unchanged, under `folder`. */
export function librarySources(program: Program, folder: string): ExportFile[] {
  const driver = program.stream ? ['nn_stream'] : []
  return kernelFiles([...usedKernels(program), ...driver], cSources).map((name) => ({
    path: `${folder}/${name}`,
    text: cSources[name] ?? '',
  }))
}
