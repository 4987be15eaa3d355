// Gzipped sizes of the built page, in kilobytes of 1,000 bytes: what it needs before it can be used at
// all, and the engine that simulates.

import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

export interface PageSizes {
  /** All scripts that `index.html` names. */
  readonly shellKilobytes: number
  readonly engineKilobytes: number
}

const kilobytes = (paths: readonly string[]) =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0) / 1000

/** `npm run build` must have made `dist`. */
export function pageSizes(dist: string): PageSizes {
  const html = readFileSync(`${dist}/index.html`, 'utf8')
  const shell = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(
    ([, path]) => `${dist}/${path}`,
  )
  const engine = readdirSync(`${dist}/assets`).filter((name) => /^simdWasm-.*\.js$/.test(name))
  if (shell.length === 0 || engine.length === 0)
    throw new Error(`${dist} has ${shell.length} scripts and ${engine.length} engines`)
  return {
    shellKilobytes: kilobytes(shell),
    engineKilobytes: kilobytes(engine.map((name) => `${dist}/assets/${name}`)),
  }
}
