// Halves every width of trained MNIST networks without any training, by each measure of importance
// and by chance, prunes LeNet-5 level by level, and writes docs/pruning.md. Run it when a measure of
// importance or the pruning changes:
//   npx tsx scripts/measurePruning.ts

import { writeFileSync } from 'node:fs'
import { formatCount, formatMarkdown } from '../src/cli/formatTable'
import { openData, openModel } from '../src/cli/openModel'
import type { Dataset } from '../src/datasets/dataset'
import { createActivityMeter } from '../src/edits/activity'
import type { Activity } from '../src/edits/activity'
import type { Importance } from '../src/edits/importance'
import { pruneWeights, pruningLevels } from '../src/edits/pruneWeights'
import { widthOf } from '../src/edits/resizeChannels'
import { scaleWidths } from '../src/edits/scaleWidths'
import { sparseSizes, sumSparseSizes } from '../src/edits/sparseSize'
import { widthProblem } from '../src/edits/widthProblem'
import { pick } from '../src/learning/chooseCalibration'
import { createFloatRunner } from '../src/learning/createFloatRunner'
import { seededRandom } from '../src/lib/random'
import { dataPath } from '../src/lib/testData'
import type { Model } from '../src/model/model'
import { bulkPlan } from '../src/project/runInt8'
import { adaptToData, floatInputs, selectSamples } from '../src/project/samples'

const testCount = 2000
const calibrationCount = 500
const seeds = [1, 2, 3, 4, 5]

interface Subject {
  readonly name: string
  readonly path: string
}

const lenets: readonly Subject[] = [
  { name: 'LeNet-5, 32 × 32 (sample)', path: 'public/samples/lenet5.h5' },
  { name: 'LeNet, ReLU (tensorspace)', path: dataPath('h5/tensorspace_lenet_mnist.h5') },
  { name: 'LeNet-5, tanh (TF.js)', path: dataPath('tfjs/lenet5-mnist') },
]
const others: readonly Subject[] = [
  { name: 'evanshumaker.keras', path: dataPath('keras/mnist_evanshumaker.keras') },
  { name: 'windows.keras', path: dataPath('keras/mnist_tf213_windows_backslash.keras') },
  { name: 'digits-uno (sample)', path: 'public/samples/digits-uno.keras' },
  { name: 'tinymaix valid (batch norm)', path: dataPath('h5/tinymaix_mnist_valid.h5') },
  { name: 'tinymaix same (batch norm)', path: dataPath('h5/tinymaix_mnist_same.h5') },
  { name: 'tinymaix dw (batch norm)', path: dataPath('h5/tinymaix_mnist_dw.h5') },
  { name: 'tinymaix resnet (batch norm)', path: dataPath('h5/tinymaix_mnist_resnet.h5') },
]

const quiet = () => undefined

async function accuracy(model: Model, samples: Dataset): Promise<number> {
  const { expanded } = bulkPlan(model)
  const runner = await createFloatRunner(expanded)
  const outputs = runner.run(floatInputs(expanded, samples), samples.count)
  runner.dispose()
  const classes = runner.outputSize
  let right = 0
  for (let i = 0; i < samples.count; i++) {
    const own = outputs.subarray(i * classes, (i + 1) * classes)
    if (own.indexOf(Math.max(...own)) === samples.labels?.[i]) right++
  }
  return (100 * right) / samples.count
}

async function measureActivity(model: Model, samples: Dataset): Promise<Activity> {
  const { expanded } = bulkPlan(model)
  const runner = await createFloatRunner(expanded)
  const meter = createActivityMeter(model)
  runner.visit(floatInputs(expanded, samples), samples.count, meter.add)
  runner.dispose()
  return meter.activity()
}

/** Every channel's score by chance. */
function chance(model: Model, seed: number): Importance {
  const random = seededRandom(seed)
  const scores = model.nodes
    .filter(({ id }) => widthProblem(model, id) === undefined)
    .map(({ id }) => [id, Array.from({ length: widthOf(model, id) }, random)] as const)
  return { by: 'scores', scores: Object.fromEntries(scores) }
}

interface Halved {
  readonly subject: Subject
  readonly full: number
  /** By each measure, then by chance; first as cut, then with readers that make up for it. */
  readonly cut: readonly number[]
  readonly madeUp: readonly number[]
}

async function halve(
  subject: Subject,
  datasets: readonly Dataset[],
  test: Dataset,
  calibration: Dataset,
): Promise<Halved> {
  const model = adaptToData((await openModel([subject.path], quiet)).model, datasets)
  const activity = await measureActivity(model, calibration)
  const choices: readonly Importance[] = [
    { by: 'l1' },
    { by: 'batchNorm' },
    { by: 'activation', activity },
    { by: 'contribution', activity },
    { by: 'elimination', activity },
    ...seeds.map((seed) => chance(model, seed)),
  ]
  const [cut, madeUp]: [number[], number[]] = [[], []]
  for (const importance of choices) {
    const options = { importance, naming: 'derived' } as const
    cut.push(await accuracy(scaleWidths(model, 0.5, options), test))
    madeUp.push(await accuracy(scaleWidths(model, 0.5, { ...options, activity }), test))
  }
  return { subject, full: await accuracy(model, test), cut, madeUp }
}

const percent = (x: number) => x.toFixed(1)
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length
const measures = 5

function widthTable(rows: readonly Halved[], of: 'cut' | 'madeUp'): string {
  const head = [
    'network',
    'trained %',
    'L1',
    'batch norm',
    'activation',
    'contribution',
    'elimination',
    'chance, mean',
    'chance, seeds 1–5',
  ]
  const cells = rows.map((row) => {
    const byChance = row[of].slice(measures)
    return [
      row.subject.name,
      percent(row.full),
      ...row[of].slice(0, measures).map(percent),
      percent(mean(byChance)),
      byChance.map(percent).join(', '),
    ]
  })
  const column = (i: number) => percent(mean(rows.map((row) => row[of][i] ?? 0)))
  const last = [
    '**mean**',
    percent(mean(rows.map(({ full }) => full))),
    ...[0, 1, 2, 3, 4].map(column),
    percent(mean(rows.flatMap((row) => row[of].slice(measures)))),
    '',
  ]
  return formatMarkdown(head, [...cells, last])
}

async function levelTable(datasets: readonly Dataset[], test: Dataset): Promise<string> {
  const [first] = lenets
  if (!first) throw new Error('no LeNet')
  const model = adaptToData((await openModel([first.path], quiet)).model, datasets)
  const rows: string[][] = []
  for (const [level, deviations] of pruningLevels.entries()) {
    const pruned = pruneWeights(model, { level })
    const { weights, zeros, denseBytes, bestBytes } = sumSparseSizes(sparseSizes(pruned).values())
    const global = pruneWeights(model, { sparsity: zeros / weights, global: true })
    rows.push([
      String(level),
      `${deviations} σ`,
      percent((100 * zeros) / weights),
      formatCount(denseBytes),
      formatCount(bestBytes),
      percent(await accuracy(pruned, test)),
      percent(await accuracy(global, test)),
    ])
  }
  const head = [
    'level',
    'threshold',
    'zeros %',
    'dense B',
    'stored B',
    'top-1 %',
    'same sparsity, global: top-1 %',
  ]
  return formatMarkdown(head, rows)
}

const files = ['t10k-images-idx3', 't10k-labels-idx1', 'train-images-idx3', 'train-labels-idx1']
const datasets = await openData(
  files.map((name) => dataPath(`mnist/${name}-ubyte.gz`)),
  quiet,
)
const part = (name: Dataset['part'], count: number): Dataset => {
  const found = datasets.find((dataset) => dataset.part === name)
  if (!found) throw new Error(`MNIST has no ${name} part`)
  return selectSamples(found, pick(count, found.count))
}
const [test, calibration] = [part('test', testCount), part('train', calibrationCount)]
const halved: Halved[] = []
for (const subject of [...lenets, ...others]) {
  halved.push(await halve(subject, datasets, test, calibration))
  console.log(subject.name)
}
const lenetRows = halved.slice(0, lenets.length)
const text = `# Pruning without training

Made by \`npx tsx scripts/measurePruning.ts\`. Float top-1 on ${formatCount(testCount)} MNIST test images; what needs samples is
measured on ${calibrationCount} training images. The test images choose nothing but the default measure.

## Half of every width

Every layer but the last keeps half of its channels; nothing is trained. *L1*: Σ |w| of the weights that make a channel.
*Batch norm*: |γ|, L1 where there is none. *Activation*: mean |x| where other layers read it. *Contribution*: standard
deviation of x there times Σ |w| of the weights that read it. *Elimination*: channel after channel goes that the layers
behind can best make up for (\`src/edits/eliminateChannels.ts\`). *Chance*: channels drawn by five seeds.

### Channels cut, all else as trained: LeNets

${widthTable(lenetRows, 'cut')}

### Channels cut, all else as trained: all

${widthTable(halved, 'cut')}

### With calibration samples: readers make up for what is cut

Each removed channel is replaced by the combination of those that stay that is nearest to it on the ${calibrationCount} samples, folded
into the weights that read it (\`src/edits/reconstructReaders.ts\`). No labels, no training.

${widthTable(halved, 'madeUp')}

The default is elimination with such a reconstruction where calibration samples were run, and L1 without any samples. Networks
with very few channels behind batch norms stay far below what they were: they need fine-tuning.

## Zeros in LeNet-5 (sample)

Weights below a threshold in standard deviations of their layer become zero. *Stored* counts weights and indices: per layer
the smallest of dense, bitmap and run lengths (\`src/edits/sparseSize.ts\`), with int8 weights that round to zero.

${await levelTable(datasets, test)}
`
writeFileSync('docs/pruning.md', text)
console.log(text)
