// Files on their way in: dropped, chosen, or a sample of the page. Stands before anything else of the
// studio is loaded; what opens them is fetched behind the first paint.

import type { Diagnostic } from '../lib/diagnostics'
import { UserError } from '../lib/diagnostics'
import type { InputFile } from '../importers/shared'
import { fetchPart } from './fetchPart'
import { createJob } from './jobs'
import type { Progress } from './jobs'
import { readPicked } from './pickedFiles'
import type { PickedFile } from './pickedFiles'
import { readSampleList } from './sampleList'
import type { SampleModel } from './sampleList'

export const opening = createJob<void>()

const opener = () => fetchPart(() => import('./openContent'))

/** Fetches what opens files, and starts the thread that reads them, while none is there yet. */
export function prepareOpening(): void {
  opener().then(
    ({ warmReader }) => warmReader(),
    () => {
      // It is asked for again when there are files, and then says what is wrong.
    },
  )
}

async function openRead(
  files: readonly InputFile[],
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const { openContent } = await opener()
  signal.throwIfAborted()
  await openContent(files, signal, progress)
}

/** Of the last attempt, so that files that were missing can be added to them. */
let lastPicked: readonly PickedFile[] = []

/** Troubles that go away when more files come. */
const completable = new Set([
  'import/shards-missing',
  'import/weights-alone',
  'import/manifest-only',
])

export function canAddFiles(diagnostics: readonly Diagnostic[]): boolean {
  return lastPicked.length > 0 && diagnostics.some(({ code }) => completable.has(code))
}

/** Opens the files of the last attempt together with these. */
export function addFiles(picked: readonly PickedFile[]): Promise<void> {
  return openFiles([...lastPicked, ...picked])
}

export function openFiles(picked: readonly PickedFile[]): Promise<void> {
  lastPicked = picked
  const name = picked.length === 1 ? picked[0]!.name : `${picked.length} files`
  return opening.run(`Reading ${name}`, '', async (signal, progress) => {
    const files = await readPicked(picked, signal, progress)
    await openRead(files, signal, progress)
  })
}

async function fetchSample({ file, title }: SampleModel, signal: AbortSignal): Promise<InputFile> {
  const response = await fetch(`samples/${file}`, { signal })
  if (!response.ok)
    throw new UserError({
      severity: 'error',
      code: 'studio/sample',
      message: `${title} could not be loaded: ${file} answers ${response.status}.`,
      hint: 'The page may be older than its files. Reload it.',
    })
  return { name: file, bytes: new Uint8Array(await response.arrayBuffer()) }
}

/** A model that comes with the page. */
export function openSample(sample: SampleModel): Promise<void> {
  return opening.run(`Reading ${sample.title}`, '', async (signal, progress) =>
    openRead([await fetchSample(sample, signal)], signal, progress),
  )
}

export function openSampleById(id: string): Promise<void> {
  return opening.run('Reading the sample', '', async (signal, progress) => {
    const list = await readSampleList(signal)
    const sample = list.find((known) => known.id === id)
    if (!sample)
      throw new UserError({
        severity: 'error',
        code: 'studio/no-sample',
        message: `There is no sample “${id.slice(0, 40)}”.`,
        hint: `There are: ${list.map((known) => known.id).join(', ')}.`,
      })
    await openRead([await fetchSample(sample, signal)], signal, progress)
  })
}
