// Projects in the browser's IndexedDB: a document each, its weights by content id and its samples by
// their own, written once. A few words about each project stand apart, so that a list reads no models.

import { createStore, delMany, get, getMany, keys, setMany } from 'idb-keyval'
import type { UseStore } from 'idb-keyval'
import type { Dataset } from '../datasets/dataset'
import type { Tensor, WeightId } from '../model/model'
import { newId } from './newId'
import { packProject, readSavedProject, unpackProject } from '../project/savedProject'

export interface AboutProject {
  readonly id: string
  readonly name: string
  readonly fileName: string
  readonly boardId: string
  /** Milliseconds since 1970. */
  readonly savedAt: number
  /** Whether it was on screen when it was last kept. */
  readonly open: boolean
}

interface Document {
  readonly project: unknown
  readonly dataIds: readonly string[]
}

export interface KeptProject {
  readonly content: unknown
  readonly datasets: readonly Dataset[]
}

let database: UseStore | undefined
const store = (): UseStore => (database ??= createStore('motrans', 'projects'))

/** Keys that are known to be there. */
const written = new Set<string>()
const dataIds = new WeakMap<Dataset, string>()

const aboutKey = (id: string): string => `about ${id}`
const documentKey = (id: string): string => `project ${id}`
const weightKey = (id: WeightId): string => `weight ${id}`
const dataKey = (id: string): string => `data ${id}`
const trainingKey = (id: string): string => `training ${id}`
const fittingKey = (id: string): string => `fitting ${id}`

function dataId(dataset: Dataset): string {
  const id = dataIds.get(dataset) ?? newId()
  dataIds.set(dataset, id)
  return id
}

/** All in one transaction: afterwards everything is there, or what was there before. */
export async function keepProject(
  about: AboutProject,
  content: unknown,
  datasets: readonly Dataset[],
): Promise<void> {
  const { saved, weights } = packProject(content)
  const blobs: [string, unknown][] = [
    ...[...weights].map(([id, tensor]): [string, unknown] => [weightKey(id), tensor]),
    ...datasets.map((dataset): [string, unknown] => [dataKey(dataId(dataset)), dataset]),
  ].filter(([key]) => !written.has(key))
  const document: Document = { project: saved, dataIds: datasets.map(dataId) }
  await setMany([...blobs, [documentKey(about.id), document], [aboutKey(about.id), about]], store())
  for (const [key] of blobs) written.add(key)
}

/** The project's training so far, its best model in it: apart, since it changes with every epoch. */
export async function keepTraining(projectId: string, training: unknown): Promise<void> {
  await setMany([[trainingKey(projectId), training]], store())
}

export function readTraining(projectId: string): Promise<unknown> {
  return get(trainingKey(projectId), store())
}

/** The project's search so far, its best model in it. */
export async function keepFitting(projectId: string, fitting: unknown): Promise<void> {
  await setMany([[fittingKey(projectId), fitting]], store())
}

export function readFitting(projectId: string): Promise<unknown> {
  return get(fittingKey(projectId), store())
}

export async function markClosed(id: string): Promise<void> {
  const about = await get<AboutProject>(aboutKey(id), store())
  if (about) await setMany([[aboutKey(id), { ...about, open: false }]], store())
}

/** Undefined where there is none. Throws UserError where it can't be read. */
export async function readProject(id: string): Promise<KeptProject | undefined> {
  const document = await get<Document>(documentKey(id), store())
  if (!document) return undefined
  const saved = readSavedProject(document.project)
  const weightKeys = saved.weightIds.map(weightKey)
  const tensors = await getMany<Tensor>(weightKeys, store())
  const weights = new Map<WeightId, Tensor>()
  for (const [i, weight] of saved.weightIds.entries()) {
    const tensor = tensors[i]
    if (tensor) weights.set(weight, tensor)
  }
  const content = unpackProject(saved, weights)
  for (const [i, key] of weightKeys.entries()) if (tensors[i]) written.add(key)
  return { content, datasets: await readDatasets(document.dataIds) }
}

async function readDatasets(ids: readonly string[]): Promise<readonly Dataset[]> {
  const found = await getMany<Dataset>(ids.map(dataKey), store())
  return found.flatMap((dataset, i) => {
    const id = ids[i]
    if (!dataset || id === undefined) return []
    dataIds.set(dataset, id)
    written.add(dataKey(id))
    return [dataset]
  })
}

/** The latest first. */
export async function listProjects(): Promise<readonly AboutProject[]> {
  const all = (await keys<string>(store())).filter((key) => key.startsWith('about '))
  const found = await getMany<AboutProject>(all, store())
  return found
    .filter((about): about is AboutProject => about !== undefined)
    .sort((a, b) => b.savedAt - a.savedAt)
}

/** Forgets all projects but these, and what only the others needed. No other tab may be writing. */
export async function keepOnly(ids: readonly string[]): Promise<void> {
  const documents = await getMany<Document>(ids.map(documentKey), store())
  const used = new Set(
    ids.flatMap((id) => [documentKey(id), aboutKey(id), trainingKey(id), fittingKey(id)]),
  )
  for (const document of documents) {
    for (const id of document?.dataIds ?? []) used.add(dataKey(id))
    const { weightIds } = (document?.project ?? {}) as { weightIds?: readonly WeightId[] }
    for (const id of weightIds ?? []) used.add(weightKey(id))
  }
  const unused = (await keys<string>(store())).filter((key) => !used.has(key))
  for (const key of unused) written.delete(key)
  await delMany(unused, store())
}
