// Builds the C kernels for the page: two WebAssembly modules (plain and SIMD) as base64 of their deflated
// bytes (a third smaller on the wire than base64 alone), one more with the gradients for training, and the text of the C files for the exporter, into
// src/kernels/generated/. The compiler is npm's clang; nothing is done, and nothing printed, where a
// hash of sources, flags and compiler is unchanged.

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const kernels = join(root, 'src/kernels')
const generated = join(kernels, 'generated')

const flags = [
  '--target=wasm32',
  '-std=c99',
  '-fno-strict-aliasing',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Inn',
  '-Inn/u8',
]
const linkFlags = [
  '-nostdlib',
  '-Wl,--no-entry',
  '-Wl,--export=__heap_base',
  '-Wl,--export-memory',
  '-Wl,-z,stack-size=65536',
  '-Wl,--strip-all',
]
const forms = { plainWasm: ['-O2'], simdWasm: ['-O2', '-msimd128'] }
/** In the page the portable kernels run single samples, the bulk kernels the rest: they had better be small. */
const small = /^nn\//

function readSources(folder, parent = kernels) {
  const files = readdirSync(join(parent, folder)).filter((name) => /\.[chS]$/.test(name))
  return Object.fromEntries(
    files
      .sort()
      .map((name) => [`${folder}/${name}`, readFileSync(join(parent, folder, name), 'utf8')]),
  )
}

const portable = { ...readSources('nn'), ...readSources('nn/u8') }
/** By file name: a sketch has them in one folder. */
const shipped = Object.fromEntries(
  Object.entries({ ...portable, ...readSources('nn/avr'), ...readSources('nn/arm') }).map(
    ([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text],
  ),
)
const sources = { ...portable, ...readSources('wasm') }
const compiler = JSON.parse(
  readFileSync(join(root, 'node_modules/@yowasp/clang/package.json'), 'utf8'),
)
const gradients = readSources('gradients', join(root, 'src/learning'))
const gradientFlags = [
  '-O3',
  '-msimd128',
  '-Wl,--export=scratch_floats',
  ...Object.keys(gradients).flatMap((path) => {
    const name = /gradients\/(\w+_gradient)\.c$/.exec(path)?.[1]
    return name ? [`-Wl,--export=${name}`] : []
  }),
]

function firstLineOf(...content) {
  const hash = createHash('sha256')
    .update(JSON.stringify([...content, flags, linkFlags, compiler.version]))
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')
  return `// Made by scripts/buildKernels.mjs from ${hash}`
}

/** The tree that the compiler sees as its working folder. */
function treeOf(files) {
  const tree = {}
  for (const [path, content] of Object.entries(files)) {
    const [name, ...folders] = path.split('/').reverse()
    const folder = folders.reverse().reduce((inner, part) => (inner[part] ??= {}), tree)
    folder[name] = content
  }
  return tree
}

async function runCompiler(parameters, files) {
  const { runClang } = await import('@yowasp/clang')
  let messages = ''
  const collect = (bytes) => {
    if (bytes) messages += Buffer.from(bytes).toString('utf8')
  }
  try {
    return await runClang(['clang', ...flags, ...parameters], treeOf(files), {
      stdout: collect,
      stderr: collect,
      fetchProgress: () => {}, // else it prints
    })
  } catch (error) {
    throw new Error(`clang: ${messages || error}`)
  }
}

async function compile(sources, extra) {
  const units = Object.keys(sources).filter((name) => name.endsWith('.c'))
  const [shrunk, rest] = [true, false].map((is) => units.filter((name) => small.test(name) === is))
  const made = shrunk.length ? await runCompiler([...extra, '-Oz', '-c', ...shrunk], sources) : {}
  const objects = Object.fromEntries(Object.entries(made).filter(([name]) => name.endsWith('.o')))
  const linked = await runCompiler(
    [...linkFlags, ...extra, ...rest, ...Object.keys(objects), '-o', 'kernels.wasm'],
    { ...sources, ...objects },
  )
  return linked['kernels.wasm']
}

/** Whole or not at all: another process may read while this one writes. */
function write(name, firstLine, text) {
  const path = join(generated, name)
  writeFileSync(`${path}.${process.pid}`, `${firstLine}\n\n${text}`)
  renameSync(`${path}.${process.pid}`, path)
}

const isMade = (name, firstLine) => {
  const path = join(generated, name)
  return existsSync(path) && readFileSync(path, 'utf8').startsWith(firstLine)
}

async function makeModule(name, firstLine, sources, extra) {
  const wasm = await compile(sources, extra)
  const base64 = deflateRawSync(wasm, { level: 9 }).toString('base64')
  write(
    `${name}.ts`,
    firstLine,
    `/** ${wasm.length} bytes, deflated. */\nexport const ${name} =\n  '${base64}'\n`,
  )
  console.log(`kernels: ${name}, ${wasm.length} bytes`)
}

mkdirSync(generated, { recursive: true })
const kernelLine = firstLineOf(shipped, sources, forms)
const kernelFiles = ['sources.ts', ...Object.keys(forms).map((name) => `${name}.ts`)]
if (!kernelFiles.every((name) => isMade(name, kernelLine))) {
  const listed = JSON.stringify(shipped, null, 2)
  write(
    'sources.ts',
    kernelLine,
    `export const cSources: Readonly<Record<string, string>> = ${listed}\n`,
  )
  for (const [name, extra] of Object.entries(forms))
    await makeModule(name, kernelLine, sources, extra)
}
const gradientLine = firstLineOf(gradients, gradientFlags)
if (!isMade('gradientsWasm.ts', gradientLine))
  await makeModule('gradientsWasm', gradientLine, gradients, gradientFlags)
