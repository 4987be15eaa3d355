// Which files of the C library a program needs: its kernels' files and what they include.

import { cSources } from '../kernels/generated/sources'
import type { Program } from '../model/program'
import type { ExportFile } from './exporter'

/**
 * Names of the files for these kernels, sorted. `#include "x.h"` brings x.h and, where it exists, x.c
 * with it.
 */
export function kernelFiles(
  kernels: readonly string[],
  sources: Readonly<Record<string, string>>,
): string[] {
  const wanted = new Set<string>()
  const add = (name: string) => {
    const text = Object.hasOwn(sources, name) ? sources[name] : undefined
    if (text === undefined || wanted.has(name)) return
    wanted.add(name)
    for (const [, header = ''] of text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      add(header)
      add(header.replace(/\.h$/, '.c'))
    }
  }
  for (const kernel of kernels) {
    add(`${kernel}.c`)
    if (!wanted.has(`${kernel}.c`)) throw new Error(`no source of kernel ${kernel}`)
  }
  add('nn.h')
  return [...wanted].sort()
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
