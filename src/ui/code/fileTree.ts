// The project's files as rows of a tree: folders first met, files in the exporter's order.

import type { ExportFile } from '../../exporters/exporter'

export interface TreeRow {
  readonly depth: number
  readonly name: string
  readonly path: string
  readonly folder: boolean
  readonly bytes: number
}

export function fileTree(files: readonly ExportFile[]): readonly TreeRow[] {
  const rows: TreeRow[] = []
  const place = (within: readonly ExportFile[], prefix: string, depth: number) => {
    const folders = new Set<string>()
    const own: TreeRow[] = []
    for (const { path, text } of within) {
      const rest = path.slice(prefix.length)
      const slash = rest.indexOf('/')
      if (slash >= 0) folders.add(rest.slice(0, slash))
      else own.push({ depth, name: rest, path, folder: false, bytes: text.length })
    }
    rows.push(...own)
    for (const name of folders) {
      const path = `${prefix}${name}/`
      rows.push({ depth, name, path, folder: true, bytes: 0 })
      place(
        within.filter((file) => file.path.startsWith(path)),
        path,
        depth + 1,
      )
    }
  }
  place(files, '', 0)
  return rows
}
