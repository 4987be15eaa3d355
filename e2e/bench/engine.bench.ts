// Images per second of LeNet-5 in int8, one thread: the engine's forms against TypeScript loops.
// All give the same bytes. Rounds are interleaved, because other work may share the machine: trust
// the ratios.

import { createEngine } from '../../src/simulate/engine'
import { compile, makeInputs, makeLenet } from './networks'
import { prepareLoops } from './typescriptLoops'

interface Contender {
  readonly name: string
  readonly run: () => Int8Array
  best: number
}

const images = 200
const rounds = 12

async function contenders(): Promise<{ all: Contender[]; macs: number }> {
  const network = makeLenet()
  const plain = compile(network, 'c')
  const bulk = compile(network, 'wasm')
  const inputs = makeInputs(images, plain.program.input.bytes, 2)
  const loops = prepareLoops(plain.program)
  const loaded = async (form: 'plain' | 'simd', { program }: typeof plain) => {
    const engine = (await createEngine(form)).load(program)
    return () => engine.run(inputs, images)
  }
  const list: [string, () => Int8Array][] = [
    ['TypeScript loops', () => loops(inputs, images)],
    ['plain kernels, plain wasm', await loaded('plain', plain)],
    ['plain kernels, SIMD wasm', await loaded('simd', plain)],
    ['bulk kernels, plain wasm', await loaded('plain', bulk)],
    ['bulk kernels, SIMD wasm', await loaded('simd', bulk)],
  ]
  return { all: list.map(([name, run]) => ({ name, run, best: Infinity })), macs: plain.macs }
}

/** Prints a table and a JSON line. */
export async function benchEngine(): Promise<void> {
  const { all, macs } = await contenders()
  const expected = all[0]!.run()
  for (let round = 0; round < rounds; round++)
    for (const contender of all) {
      const start = performance.now()
      const outputs = contender.run()
      contender.best = Math.min(contender.best, performance.now() - start)
      if (Buffer.compare(Buffer.from(outputs), Buffer.from(expected)) !== 0)
        throw new Error(`${contender.name} differs`)
    }
  const loops = all[0]!.best
  console.table(
    all.map(({ name, best }) => ({
      engine: name,
      'images/s': Math.round((images / best) * 1000),
      'GMAC/s': Number(((images * macs) / best / 1e6).toFixed(2)),
      'times the loops': Number((loops / best).toFixed(2)),
    })),
  )
  const fast = all.at(-1)!.best
  const figures = { imagesPerSecond: Math.round((images / fast) * 1000), ratio: loops / fast }
  console.log(JSON.stringify({ bench: 'engine', ...figures }))
}
