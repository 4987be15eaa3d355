import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { boards } from '../boards/index'
import { cSources } from '../kernels/generated/sources'
import { kernels } from '../kernels/kernels'
import { plainText } from '../lib/cText'
import { unpackZip } from '../lib/zip'
import type { Build } from '../compile/build'
import { sampleBuild } from '../../e2e/firmware/sampleBuild'
import type { ExportFile } from './exporter'
import { exportFiles, exporterFor, exporters } from './index'
import { kernelFiles, stepHeaders } from './sharedKernels'
import { chooseVectors } from './sharedVectors'
import { writeZip } from './writeZip'

const shipped = kernels.filter(({ bulk }) => !bulk).map(({ id }) => id)
const none = { vectors: [] }

const textOf = (files: readonly ExportFile[], end: string) =>
  files.find(({ path }) => path.endsWith(end))?.text ?? ''

describe.each(boards.map(({ id }) => id))('%s', (id) => {
  const files = exportFiles(sampleBuild(id, shipped, 'My net'), none)

  test('has exactly one exporter', () => {
    const board = boards.find((b) => b.id === id)
    expect(exporters.filter(({ appliesTo }) => board && appliesTo(board))).toHaveLength(1)
  })

  test('gets one folder with README, model, constants, vectors and kernels', () => {
    const paths = files.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    for (const path of paths) expect(path).toMatch(/^My_net\/([A-Za-z0-9_]+\/)*[\w.]+$/)
    for (const name of ['README.md', 'src/model.h', 'src/model.c', 'src/model_data.S'])
      expect(paths).toContain(`My_net/${name}`)
    for (const kernel of shipped) expect(paths).toContain(`My_net/src/nn/${kernel}.c`)
  })

  test('every text is ASCII but for the kernels’ own comments, and ends with a line', () => {
    for (const { path, text } of files.filter((file) => !file.path.includes('/nn/'))) {
      expect(text, path).toMatch(/^[\n\t -~]*\n$/)
      expect(text.includes('undefined') || text.includes('NaN'), path).toBe(false)
    }
  })
})

test('the sketch is named like its folder', () => {
  const files = exportFiles(sampleBuild('arduino-uno', ['nn_lookup_s8'], 'Servo'), none)
  expect(files[0]?.path).toBe('Servo_model/Servo_model.ino')
})

test('only the kernels that are used go with it', () => {
  const files = exportFiles(sampleBuild('arduino-uno', ['nn_dense_s8']), none)
  const library = files.filter(({ path }) => path.includes('/nn/'))
  const names = library.map(({ path }) => path.split('/').at(-1) ?? '')
  expect(names).toEqual(expect.arrayContaining(['nn.h', 'nn_dense_s8.c', 'nn_port.h']))
  expect(names.filter((name) => shipped.includes(name.replace('.c', '')))).toHaveLength(1)
  for (const { path, text } of library) {
    expect(text).toBe(cSources[path.split('/').at(-1) ?? ''])
    for (const [, header] of text.matchAll(/#include "(.+)"/g)) expect(names).toContain(header)
  }
})

test('files that a kernel calls go with it, from any folder, but none that a comment names', () => {
  const sources = {
    'nn.h': 'void nn_a(void); void nn_b(void); void nn_other(void);',
    'nn_a.c': '#include "nn.h"\n#include "nn_c.h"\n/* like nn_other */ void nn_a(void) { nn_b(); }',
    'avr/nn_b.S': '#include "nn_asm.h"\nnn_b: ret',
    'avr/nn_asm.h': '',
    'nn_c.h': '',
    'nn_c.c': '',
    'nn_other.c': '',
  }
  expect(kernelFiles(['nn_a'], sources)).toEqual([
    'avr/nn_asm.h',
    'avr/nn_b.S',
    'nn.h',
    'nn_a.c',
    'nn_c.c',
    'nn_c.h',
  ])
})

test('model.c includes the headers that declare its steps', () => {
  const sources = {
    'nn.h': 'typedef struct { int x; } nn_a_step;',
    'nn_a.c': '#include "nn.h"\n#include "nn_window.h"',
    'nn_window.h': '',
    'avr/nn_b.c': '#include "nn_b.h"',
    'avr/nn_b.h': '#include "nn.h"\ntypedef nn_a_step nn_b_step;',
  }
  expect(stepHeaders(['nn_a'], sources)).toEqual(['nn.h'])
  expect(stepHeaders(['nn_a', 'nn_b'], sources)).toEqual(['nn.h', 'avr/nn_b.h'])
  const files = exportFiles(sampleBuild('arduino-uno', ['nn_lookup_s8']), none)
  expect(textOf(files, 'model.c')).toContain('#include "nn/nn.h"\n')
})

test('an unknown kernel is our bug', () => {
  expect(() => kernelFiles(['nn_lstm'], cSources)).toThrow('no source of kernel nn_lstm')
  expect(() => kernelFiles(['constructor'], { 'nn.h': '' })).toThrow('constructor')
})

test('names change nothing but titles, comments and paths', () => {
  const names = ['*/ int x; /*', 'a\\', '??/', '<b>x</b>', '#define int', '`$(rm)`', '\u2028|*_*|']
  const withoutName = (id: string, name: string) =>
    exportFiles(sampleBuild(id, shipped, name), { vectors: [], labels: [name] }).map(
      ({ path, text }) => {
        const made = [plainText(name, 40), plainText(name), path.split('/')[0] ?? '']
        const longestFirst = made.sort((a, b) => b.length - a.length)
        return longestFirst.reduce((t, part) => t.replaceAll(part, 'NAME'), `${path}\n${text}`)
      },
    )
  for (const id of ['arduino-mega', 'frdm-k64f', 'raspberry-pi-2b'])
    for (const name of names)
      expect(withoutName(id, `zyxw ${name}`)).toEqual(withoutName(id, 'zyxw'))
})

test('layers’ names are comments that end where they should', () => {
  const build = sampleBuild('arduino-uno', ['nn_lookup_s8'])
  const node = {
    id: 'node',
    kind: 'activation',
    name: '*/ #error <x> \\\n??/',
    attrs: {},
    inputs: [],
    weights: {},
  }
  const named = {
    ...build,
    plan: { ...build.plan, model: { ...build.plan.model, nodes: [node] } },
  }
  const files = exportFiles(named, none)
  const lines = [...textOf(files, 'model.c').split('\n'), ...textOf(files, '.S').split('\n')]
  const naming = lines.filter((line) => line.includes('error'))
  expect(naming).toHaveLength(3)
  for (const line of naming) expect(line).toMatch(/\/\* [^*/\\?<#]* \*\/$/)
})

test('pixels are turned round where the model wants it, and left out where it takes none', () => {
  const sample = sampleBuild('arduino-uno', ['nn_lookup_s8'])
  const withPreprocessing = (change: Partial<Build['plan']['fused']['preprocessing']>) => {
    const { fused } = sample.plan
    const preprocessing = { ...fused.preprocessing, ...change }
    return exportFiles(
      { ...sample, plan: { ...sample.plan, fused: { ...fused, preprocessing } } },
      none,
    )
  }
  expect(textOf(withPreprocessing({}), 'model.c')).toContain('(int8_t)(pixel - 128)')
  expect(textOf(withPreprocessing({ invert: true }), 'model.c')).toContain('(int8_t)(127 - pixel)')
  const values = withPreprocessing({ pixels: false })
  expect(textOf(values, 'model.h')).not.toContain('model_set_pixel')
  expect(textOf(values, '.ino')).not.toContain("case 'I'")
})

test('test vectors never make an array that avr-gcc refuses', () => {
  const vector = { input: new Int8Array(9000), output: new Int8Array(10) }
  expect(chooseVectors(Array(5).fill(vector), 9000, 10)).toHaveLength(3)
  const large = { input: new Int8Array(40000), output: new Int8Array(1) }
  expect(chooseVectors([large, large], 40000, 1)).toHaveLength(1)
  expect(() => chooseVectors([vector], 9000, 11)).toThrow('test vector')
})

test('accuracy and labels are in the README, with their source', () => {
  const accuracy = {
    floatTop1Percent: 99.123,
    int8Top1Percent: 99.05,
    samples: 10000,
    source: 't10k <b>',
  }
  const files = exportFiles(sampleBuild('arduino-uno', ['nn_lookup_s8']), {
    vectors: [],
    accuracy,
    labels: ['zero', 'one'],
  })
  const readme = textOf(files, 'README.md')
  expect(readme).toContain('Top-1 on 10,000 samples of t10k _b_: **99.05 %**')
  expect(readme).toContain('99.12 % in float')
  expect(readme).toContain('0 zero, 1 one')
  const board = sampleBuild('arduino-uno', ['nn_lookup_s8'])
  expect(textOf(exportFiles(board, none), 'README.md')).toContain('Not measured')
})

test('a plan that cannot run is not exported', () => {
  const build = sampleBuild('arduino-uno', ['nn_lookup_s8'])
  const refused = { ...build, plan: { ...build.plan, supported: false } }
  expect(() => exportFiles(refused, none)).toThrow('cannot run')
  expect(() => exporterFor({ ...build.plan.board, form: 'none' as 'arduino' })).toThrow('exporter')
})

test('the same build gives the same zip', async () => {
  const make = async () => writeZip(exportFiles(sampleBuild('arduino-uno', shipped), none))
  const [first, second] = await Promise.all([make(), make()])
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  expect(hash(first)).toBe(hash(second))
  const entries = await unpackZip(first, 'sketch.zip', 1e6)
  const files = exportFiles(sampleBuild('arduino-uno', shipped), none)
  expect(entries.map(({ path }) => path)).toEqual(files.map(({ path }) => path))
  expect(new TextDecoder().decode(entries[0]?.bytes)).toBe(files[0]?.text)
})
