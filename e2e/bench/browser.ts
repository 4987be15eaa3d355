// `npm run bench:browser`: our int8 simulation, TypeScript loops, TensorFlow.js, onnxruntime-web and
// LiteRT.js on the same networks in one run of headless Chromium, one thread each. Other work may share
// the machine: trust the ratios of medians. The peers are installed into a cache folder of the
// benchmark's own; the product knows nothing of them.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import { formatTable } from '../../src/cli/formatTable'
import { dataPath } from '../../src/lib/testData'
import type { NetworkTimes } from './browserPage/main'
import { compile, makeLenet } from './networks'
import { quantile, withBrowser } from './page'
import { onnxBatch } from './onnxBatch'
import { writeOnnx } from './writeOnnx'

const peers = { 'onnxruntime-web': '1.30.0', '@litertjs/core': '2.5.3' }
const cache = '.cache/bench'
const rounds = Number(process.argv[2] ?? 25)
const port = Number(process.env['BENCH_PORT'] ?? 4297)

/** The folder of a peer, which is installed where this version is not there. */
function peerFolder(name: string, version: string): string {
  const folder = join(cache, 'node_modules', name)
  const manifest = join(folder, 'package.json')
  const there = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : ''
  if (there !== version) {
    mkdirSync(cache, { recursive: true })
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
    const all = Object.entries(peers).map(([peer, wanted]) => `${peer}@${wanted}`)
    execFileSync('npm', ['install', '--prefix', cache, ...quiet, ...all], { stdio: 'inherit' })
  }
  return folder
}

function replaceOnce(text: string, old: string, by: string): string {
  if (text.split(old).length !== 2) throw new Error(`LiteRT.js has no one place with ${old}`)
  return text.replace(old, by)
}

/** LiteRT.js refuses int8 tensors only because its table of types lacks a line. */
function putLiteRt(to: string): void {
  const from = peerFolder('@litertjs/core', peers['@litertjs/core'])
  mkdirSync(to)
  cpSync(join(from, 'wasm'), join(to, 'wasm'), { recursive: true })
  cpSync(join(cache, 'node_modules/@litertjs/wasm-utils/dist/index.js'), join(to, 'wasm-utils.js'))
  const table = 'var DATATYPES = Object.freeze(['
  const int8 = `{ dtype: "int8", typedArrayConstructor: Int8Array, elementType: ElementType.INT8 },`
  const text = readFileSync(join(from, 'dist/index.js'), 'utf8')
  const patched = replaceOnce(text, table, `${table}${int8}`)
  const linked = replaceOnce(patched, '"@litertjs/wasm-utils"', '"./wasm-utils.js"')
  writeFileSync(join(to, 'index.js'), linked)
}

function putOnnxRuntime(to: string): void {
  const from = peerFolder('onnxruntime-web', peers['onnxruntime-web'])
  mkdirSync(to)
  const wasm = 'ort-wasm-simd-threaded'
  for (const name of ['ort.wasm.min.mjs', `${wasm}.mjs`, `${wasm}.wasm`])
    cpSync(join(from, 'dist', name), join(to, name))
}

async function withBenchPage<T>(use: (address: string) => Promise<T>): Promise<T> {
  const outDir = mkdtempSync(join(tmpdir(), 'browser-bench-'))
  const root = 'e2e/bench/browserPage'
  const common = { root, configFile: false, logLevel: 'error' } as const
  await build({ ...common, base: './', build: { outDir, target: 'es2022' } })
  putLiteRt(join(outDir, 'litert'))
  putOnnxRuntime(join(outDir, 'onnxruntime'))
  const { quantized } = compile(makeLenet(), 'c', false).build
  writeFileSync(join(outDir, 'lenet.onnx'), writeOnnx(quantized, onnxBatch))
  const kws = 'kws_ref_model.tflite'
  cpSync(dataPath(`mlperf-tiny/kws/${kws}`), join(outDir, kws))
  const words = dataPath('mlperf-tiny/kws01')
  const spoken = readdirSync(words).map((name) => readFileSync(join(words, name)))
  writeFileSync(join(outDir, 'kws_inputs.bin'), Buffer.concat(spoken))
  const server = await preview({
    ...common,
    build: { outDir },
    preview: { port, strictPort: true },
  })
  try {
    return await use(`http://localhost:${port}/`)
  } finally {
    await server.close()
    rmSync(outDir, { recursive: true })
  }
}

type SimulateBenchmark = (rounds: number) => Promise<readonly NetworkTimes[]>

const simulate = (count: number) =>
  (globalThis as unknown as { simulateBenchmark: SimulateBenchmark }).simulateBenchmark(count)

function report({ network, macs, engines }: NetworkTimes) {
  const median = (seconds: readonly number[]) => quantile(seconds, 0.5)
  const own = engines[0]!.seconds
  const rows = engines.map(({ name, seconds, agreePercent }) => [
    name,
    Math.round(1 / median(seconds)).toLocaleString('en-US'),
    Math.round(1 / Math.min(...seconds)).toLocaleString('en-US'),
    (macs / median(seconds) / 1e9).toFixed(2),
    (macs / Math.min(...seconds) / 1e9).toFixed(2),
    (median(seconds) / median(own)).toFixed(2),
    (Math.min(...seconds) / Math.min(...own)).toFixed(2),
    `${agreePercent.toFixed(0)} %`,
  ])
  const head = ['inferences/s', 'best', 'GMAC/s', 'best', 'we are × faster', 'best', 'same class']
  console.log(`\n${network}, ${macs.toLocaleString('en-US')} MACs`)
  console.log(formatTable(['engine', ...head], rows))
  return {
    network,
    engines: engines.map(({ name, seconds }) => ({
      name,
      medianSeconds: median(seconds),
      bestSeconds: Math.min(...seconds),
      ratio: median(seconds) / median(own),
    })),
  }
}

const results = await withBenchPage((address) =>
  withBrowser(async (page) => {
    page.on('pageerror', (error) => console.error(error.message))
    await page.goto(address)
    await page.waitForFunction(() => 'simulateBenchmark' in globalThis)
    return page.evaluate(simulate, rounds)
  }),
)
console.log(JSON.stringify({ bench: 'browser', networks: results.map(report) }))
