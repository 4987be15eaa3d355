// Which files of the C library a program needs: its kernels' files and what they include.

import { cSources } from '../kernels/generated/sources'
import type { Program } from '../model/program'
import type { ExportFile } from './exporter'

/**
 * The files for these kernels, sorted. `#include "x.h"` brings x.h and, where there are, x.c and x.S
 * with it; file names are unique, whatever folder of the library they lie in.
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
    for (const [, path = ''] of (sources[key] ?? '').matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      const header = baseName(path)
      for (const ending of ['.h', '.c', '.S']) add(header.replace(/\.h$/, ending))
    }
  }
  for (const kernel of kernels) {
    if (!keys.has(`${kernel}.c`)) throw new Error(`no source of kernel ${kernel}`)
    add(`${kernel}.c`)
  }
  add('nn.h')
  return [...wanted].sort()
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Kernels of the program in the order of their first call. */
export function usedKernels(program: Program): string[] {
  return [...new Set(program.steps.map((step) => step.kernel))]
}

/** The library's files, unchanged, under `folder`. */
export function librarySources(program: Program, folder: string): ExportFile[] {
  return kernelFiles(usedKernels(program), cSources).map((name) => ({
    path: `${folder}/${name}`,
    text: cSources[name] ?? '',
  }))
}
