import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { boards } from '../boards/index'
import { cSources } from '../kernels/generated/sources'
import { kernels } from '../kernels/kernels'
import { plainText } from '../lib/cText'
import { unpackZip } from '../lib/zip'
import { shapeSize } from '../model/model'
import type { Stream } from '../model/program'
import type { Build } from '../compile/build'
import type { Budget } from '../compile/plan'
import { sampleBuild, streamBuild } from '../../e2e/firmware/sampleBuild'
import type { ExportFile } from './exporter'
import { exportFiles, exporterFor, exporters } from './index'
import { kernelFiles, stepHeaders } from './sharedKernels'
import { chooseVectors } from './sharedVectors'
import { writeZip } from './writeZip'

const all = kernels.filter(({ bulk }) => !bulk).map(({ id }) => id)
const u8 = all.filter((id) => id.includes('_u8'))
const shipped = all.filter((id) => !u8.includes(id))
const none = { vectors: [] }
const targetOf = (ids: readonly string[]) => (ids === u8 ? 'avr' : 'c')

const textOf = (files: readonly ExportFile[], end: string) =>
  files.find(({ path }) => path.endsWith(end))?.text ?? ''

const projects = boards.flatMap(({ id, core }) =>
  [shipped, ...(core === 'avr' ? [u8] : [])].map((own) => ({ id, own, target: targetOf(own) })),
)

describe.each(projects)('$id, target $target', ({ id, own }) => {
  const files = exportFiles(sampleBuild(id, own, 'My net'), none)

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
    const sources = paths.map((path) => path.replace(/\.[cS]$/, ''))
    for (const kernel of own) expect(sources).toContain(`My_net/src/nn/${kernel}`)
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
  expect(stepHeaders(['nn_dense_u8_quad'], cSources)).toEqual(['nn.h', 'nn_u8.h'])
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

/** The same program with an input of this shape. */
function withInput(build: Build, shape: readonly number[], stream?: Stream): Build {
  const { program } = build
  const input = { ...program.input, shape, bytes: shapeSize(shape) }
  return { ...build, program: { ...program, input, stream } }
}

describe('what an 8-bit board stores', () => {
  const build = sampleBuild('arduino-uno', ['nn_lookup_u8'])
  const text = (shape: readonly number[]) => {
    const files = exportFiles(withInput(build, shape), none)
    expect(textOf(files, 'model.h')).not.toContain('model_input_s8')
    return textOf(files, 'model.c')
  }

  test('is 128 larger, and of pixels the pixels', () => {
    const source = text([4, 8, 1])
    expect(source).toContain('*input_at(i) = (int8_t)(value ^ -128);')
    expect(source).toContain('*input_at(i) = (int8_t)pixel;')
    expect(source).toContain('memcpy(input_at(0), pixels, MODEL_INPUT_COUNT);')
    expect(source).toContain('return (int8_t)(arena[OUTPUT_AT + i] ^ -128);')
    expect(source).not.toContain('input_place')
  })

  test('lies by row, channel and column', () => {
    const source = text([4, 2, 3])
    expect(source).toContain('const model_index in_row = i % 6;')
    expect(source).toContain('return (model_index)(i - in_row + in_row % 3 * 2 + in_row / 3);')
    expect(source).toContain('model_set_pixel(i, pixels[i]);')
    for (const shape of [[24, 1, 3], [6], [2, 3]]) expect(text(shape)).not.toContain('input_place')
  })
})

describe('a stream', () => {
  const stream = (inputByRows: boolean) => streamBuild('arduino-mega', pools, inputByRows)
  const pools = ['nn_max_pool2d_u8', 'nn_average_pool2d_u8']

  test('runs its calls row by row, and takes the driver with it', () => {
    const files = exportFiles(stream(false), none)
    const source = textOf(files, 'model.c')
    expect(source).toContain('#include "nn/nn_stream.h"')
    expect(source.match(/^ {4}(else )?if \(stage == \d\)$/gm)).toHaveLength(2)
    expect(source.match(/^\s+NN_STEP\(nn_/gm)).toHaveLength(2)
    expect(source.match(/^static const .* NN_STEP_MEMORY = \{$/gm)).toHaveLength(3)
    expect(source).toContain('rows_made[0].made = 4;')
    expect(files.some(({ path }) => path.endsWith('/nn/nn_stream.c'))).toBe(true)
    expect(textOf(files, 'model.h')).toContain('void model_run(void);')
    expect(textOf(files, '.ino')).not.toContain('ROW ')
  })

  test('whose input arrives by rows asks for each, in both kinds of project', () => {
    const files = exportFiles(stream(true), none)
    const header = textOf(files, 'model.h')
    expect(header).toContain('#define MODEL_ROWS 4\n#define MODEL_ROW_COUNT 8 ')
    expect(header).not.toMatch(/model_run\(|model_input_s8/)
    expect(textOf(files, 'model.c')).toContain('if (rows_made[0].made < MODEL_ROWS) return;')
    expect(textOf(files, '.ino')).toContain('MODEL_SERIAL.print(F("ROW "));')
    expect(textOf(files, 'README.md')).toContain('wait\nfor the line `ROW 1`')
    const c = streamBuild('raspberry-pi-2b', ['nn_max_pool2d_s8'], true)
    expect(textOf(exportFiles(c, none), 'main.c')).toContain('write_text("ROW ");')
  })

  test('of several channels counts them within a row', () => {
    const build = stream(true)
    const files = exportFiles(withInput(build, [4, 4, 2], build.program.stream), none)
    expect(textOf(files, 'model.c')).toContain('return (model_index)(i % 2 * 4 + i / 2);')
  })

  test('of a call that does not go by rows is our bug', () => {
    expect(() => exportFiles(streamBuild('arduino-uno', ['nn_dense_u8'], false), none)).toThrow(
      'row by row',
    )
  })
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

test('the README says how long an inference takes, where that is known', () => {
  const build = sampleBuild('frdm-k64f', ['nn_lookup_s8'])
  const readme = (latency: Build['plan']['latency']) =>
    textOf(exportFiles({ ...build, plan: { ...build.plan, latency } }, none), 'README.md')
  const known = { cycles: 1_200_000, seconds: 0.01, origin: 'estimated', errorPercent: 2 } as const
  const cyclesFrom = 'the instruction timings of Arm’s Cortex-M4 manual'
  const counted = readme({ ...known, instructions: 900_000, cyclesFrom })
  expect(counted).toContain('About 10 ms per inference: 900,000 instructions, 1,200,000 cycles')
  expect(counted).toContain("Arm's Cortex-M4 manual, with memory that never waits")
  expect(counted).toMatch(/^[\n\t -~]*\n$/)
  expect(readme(known)).toContain('at most 2 % off')
  expect(readme(undefined)).not.toContain('## Speed')
})

describe('the README', () => {
  const sample = sampleBuild('arduino-uno', ['nn_lookup_s8'])
  const readme = (plan: Partial<Build['plan']>, build = sample) =>
    textOf(exportFiles({ ...build, plan: { ...build.plan, ...plan } }, none), 'README.md')
  const budget = (bytes: number, origin: Budget['origin'] = 'measured'): Budget => ({
    bytes,
    limitBytes: 32_768,
    parts: [{ id: 'code', label: 'Generated code', bytes, origin }],
    origin,
  })

  test('says what does not fit, and by how much', () => {
    const lead = '**This does not fit the board:** it takes '
    expect(readme({ flash: budget(79_436), ram: budget(100) })).toContain(
      `${lead}46,668 bytes more flash than the\nArduino Uno has.`,
    )
    expect(readme({ flash: budget(32_770), ram: budget(40_000) })).toContain(
      `${lead}2 bytes more flash and 7,232 bytes more RAM than`,
    )
    expect(readme({ flash: budget(32_768), ram: budget(100) })).not.toContain('does not fit')
  })

  test('speaks of estimated parts where there are some', () => {
    expect(readme({ flash: budget(10, 'estimated') })).toContain('Estimated parts depend')
    expect(readme({ flash: budget(10), ram: budget(10) })).not.toContain('Estimated parts')
    expect(readme({ flash: budget(0, 'estimated') })).not.toContain('Estimated parts')
  })

  test('writes out the answer to the first command, with and without pixels', () => {
    const { fused } = sample.plan
    const bare = { ...fused, preprocessing: { ...fused.preprocessing, pixels: false } }
    const answer = '`OUT`, 10 int8 outputs, `TOP`, index, `US`, microseconds |'
    expect(readme({ fused: bare })).toContain(`| \`Q\` and 32 bytes: int8 inputs | ${answer}`)
    expect(readme({ fused: bare })).not.toContain('the same')
    expect(readme({})).toContain(
      `pixels, 0 to 255 | ${answer}\n| \`Q\` and 32 bytes: int8 inputs | the same |`,
    )
    const rows = streamBuild('arduino-mega', ['nn_max_pool2d_u8'], true)
    expect(readme({}, rows)).toContain('send `I` or `Q` and the first 8 bytes')
    expect(readme({ fused: bare }, rows)).toContain('send `Q` and the first 8 bytes')
  })
})

test('only the self-test waits for the port, and not for ever', () => {
  const sketch = textOf(exportFiles(sampleBuild('arduino-micro', ['nn_lookup_s8']), none), '.ino')
  const [before = '', during = ''] = sketch.split('MODEL_SERIAL.begin(115200);\n')
  expect(during).toMatch(/^#if SELF_TEST\n.*\n {2}while \(!MODEL_SERIAL && millis\(\) < 5000\) \{/)
  expect(before).not.toContain('millis')
})
