// The architecture as a test: who may import whom, which package belongs where, how long a file may
// get. `import type` counts. Rules and reasons: src/README.md. One sentence per violation.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { expect, it } from 'vitest'

const ladder =
  'lib kernels model layers boards importers datasets edits compile simulate exporters learning fit project workers store ui cli'.split(
    ' ',
  )
const closedToCli = ['workers', 'store', 'ui']

/** The list of a registry; its folder's other files don't import each other. */
const registries = ['layers', 'boards', 'importers', 'datasets', 'edits', 'exporters']

const packages: readonly { name: RegExp; only: RegExp; says: string }[] = [
  { name: /^react(-dom)?(\/|$)/, only: /^(ui\/|main\.tsx$)/, says: 'ui/' },
  { name: /^zustand(\/|$)/, only: /^(ui|store)\//, says: 'store/ and ui/' },
  { name: /^@tensorflow\//, only: /^learning\//, says: 'learning/' },
  { name: /^monaco-editor(\/|$)/, only: /^ui\/code\//, says: 'ui/code/' },
  { name: /^idb-keyval(\/|$)/, only: /^store\//, says: 'store/' },
  { name: /^recharts(\/|$)/, only: /^ui\//, says: 'ui/' },
  { name: /^(jszip|jsfive|h5wasm|fast-png|jpeg-js)(\/|$)/, only: /^lib\//, says: 'lib/' },
]

const wall = 500
/** Data tables, whose length is their content. */
const exemptFromWall: readonly string[] = []

const src = dirname(fileURLToPath(import.meta.url))

interface SourceFile {
  readonly path: string
  readonly text: string
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : listFiles(path)
    return [relative(src, path).split(sep).join('/')]
  })
}

const files: readonly SourceFile[] = listFiles(src)
  .sort()
  .map((path) => ({ path, text: readFileSync(join(src, path), 'utf8') }))
const sources = files.filter(({ path }) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.endsWith('lib/testData.ts')
const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')

type AstNode = { readonly type: string; readonly [key: string]: unknown }

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as AstNode).type === 'string'
}

function* walk(node: AstNode): Generator<AstNode> {
  yield node
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) yield* walk(child)
}

function literal(value: unknown): string | undefined {
  return isNode(value) && typeof value['value'] === 'string' ? value['value'] : undefined
}

/** What a node imports: static, dynamic, re-exported, type-only, `new URL('…', import.meta.url)`. */
function importedBy(node: AstNode): string | undefined {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return literal(node['source'])
  if (node.type === 'ImportExpression' || node.type === 'TSImportType')
    return literal(node['source']) ?? literal(node['argument'])
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'URL') {
    const [path, base] = node['arguments'] as unknown[]
    if (base && isNode(base) && base.type === 'MemberExpression') return literal(path)
  }
  return undefined
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  if (node.type === 'Identifier') return String(node['name'])
  if (node.type === 'MemberExpression')
    return `${nameOf(node['object'])}.${nameOf(node['property'])}`
  return ''
}

/** Why this use of the platform does not belong here, if so. */
function platformProblem(node: AstNode, path: string): string | undefined {
  const folder = folderOf(path)
  const before = ladder.indexOf(folder) < ladder.indexOf('workers') && folder !== ''
  const name = node.type === 'MemberExpression' ? nameOf(node) : ''
  if (folder !== 'workers' && !isTest(path)) {
    if (node.type === 'NewExpression' && /^(Shared)?Worker$/.test(nameOf(node['callee'])))
      return 'makes a Worker, which only workers/ may'
    const called = node.type === 'CallExpression' ? nameOf(node['callee']) : ''
    if (/(^|\.)postMessage$/.test(called)) return 'calls postMessage, which only workers/ may'
  }
  if (!before || isTest(path)) return undefined
  if (name.startsWith('console.')) return `uses ${name}: folders before workers/ are silent`
  if (/^(Date\.now|performance\.now)$/.test(name)) return `reads the clock with ${name}`
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date')
    if ((node['arguments'] as unknown[]).length === 0) return 'reads the clock with new Date()'
  if (/^(Math\.random|crypto\.(getRandomValues|randomUUID))$/.test(name))
    return `uses ${name}: randomness is seeded (lib/)`
  return undefined
}

function importProblem(path: string, target: string): string | undefined {
  if (!target.startsWith('.')) {
    const rule = packages.find(({ name }) => name.test(target))
    return rule && !rule.only.test(path)
      ? `imports ${target}, which belongs in ${rule.says} only`
      : undefined
  }
  const from = folderOf(path)
  const imported = posix.normalize(posix.join(posix.dirname(path), target.replace(/\?.*$/, '')))
  if (imported.startsWith('..') || from === '') return undefined
  const to = ladder.includes(imported) ? imported : folderOf(imported)
  if (from === to) return siblingProblem(path, imported)
  if (from === 'cli' && closedToCli.includes(to))
    return `imports ${target}: cli/ does without ${to}/`
  if (ladder.indexOf(to) > ladder.indexOf(from) || !ladder.includes(to))
    return `imports ${target}: ${to || 'the top'}/ comes after ${from}/ on the ladder`
  return undefined
}

/** Items of a registry: files (or folders) beside its index.ts, listed there. */
function siblingProblem(path: string, imported: string): string | undefined {
  const folder = folderOf(path)
  if (!registries.includes(folder) || isTest(path)) return undefined
  const index = files.find((file) => file.path === `${folder}/index.ts`)
  const itemOf = (file: string) => file.split('/')[1]?.replace(/\.tsx?$/, '') ?? ''
  const [item, other] = [itemOf(path), itemOf(imported)]
  const listed = (name: string) =>
    index !== undefined && new RegExp(`from '\\./${name}(/[^']*)?'`).test(index.text)
  const registryTypes = ['shared', 'index', folder.replace(/s$/, ''), 'format']
  if (item === other || registryTypes.includes(other) || registryTypes.includes(item))
    return undefined
  return listed(item) && listed(other)
    ? `imports its sibling ${other}: what both need belongs in ${folder}/shared.ts`
    : undefined
}

function problemsOf({ path, text }: SourceFile): string[] {
  const parsed = parseSync(path, text, { lang: path.endsWith('x') ? 'tsx' : 'ts' })
  const problems = new Set<string>()
  for (const node of walk(parsed.program as unknown as AstNode)) {
    const target = importedBy(node)
    const problem =
      (target === undefined ? undefined : importProblem(path, target)) ??
      platformProblem(node, path)
    if (problem) problems.add(`src/${path} ${problem}.`)
  }
  return [...problems]
}

it('every folder of src stands on the ladder', () => {
  const folders = new Set(files.map(({ path }) => folderOf(path)).filter(Boolean))
  expect([...folders].filter((folder) => !ladder.includes(folder))).toEqual([])
})

it('imports only go down the ladder, packages and platform stay in their folders', () => {
  expect(sources.flatMap(problemsOf).join('\n')).toBe('')
})

it('no file is longer than the wall', () => {
  const tooLong = files
    .filter(({ path }) => /\.(tsx?|c|h|css|mjs)$/.test(path) && !exemptFromWall.includes(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > wall)
  expect(
    tooLong
      .map(({ path, lines }) => `src/${path} has ${lines} lines, the wall is ${wall}.`)
      .join('\n'),
  ).toBe('')
})

it('finds what it forbids', () => {
  const found = (path: string, text: string) => problemsOf({ path, text }).join(' ')
  expect(found('lib/a.ts', `import type { Model } from '../model/model'`)).toContain('after lib/')
  expect(found('lib/a.ts', `let m: import('../model/model').Model`)).toContain('after lib/')
  expect(found('model/a.ts', `export const a = () => import('@tensorflow/tfjs-core')`)).toContain(
    'learning/ only',
  )
  expect(found('compile/a.ts', 'console.log(Math.random(), Date.now(), new Date())')).toMatch(
    /silent.*seeded.*clock.*clock/,
  )
  expect(found('store/a.ts', 'new Worker(x); port.postMessage(1)')).toMatch(/Worker.*postMessage/)
  expect(found('cli/a.ts', `import { x } from '../ui/x'`)).toContain('does without ui/')
  expect(found('ui/a.tsx', `import { x } from '../model/model'; const y = <div>{x}</div>`)).toBe('')
})
