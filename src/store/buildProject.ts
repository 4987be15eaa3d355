// The files of the project to be downloaded, made when somebody looks at them or exports.

import { derive, designKey, learnBuild, settledModel } from './derive'
import { createJob } from './jobs'
import { project } from './project'
import type { Design } from './project'
import { samples } from './samples'
import { saveFile } from './saveFile'
import { show } from './session'
import { accuracyKey, currentOutcome, testAccuracy } from './testAccuracy'
import type { Built } from '../workers/createStudio'
import { studio } from '../workers/studio'

export const buildJob = createJob<Built>()

project.subscribe((state, before) => {
  if (state.id !== before.id) buildJob.clear()
})

/** Changes with everything that the files depend on. */
export function buildKey(design: Design): string {
  const tested = currentOutcome(design) ? 'tested' : ''
  return `${accuracyKey(design, samples.getState().id)} ${designKey(design)} ${tested}`
}

/** The files for the design on screen; a build that is there already is not made again. */
export async function buildCurrent(): Promise<Built | undefined> {
  const { design } = project.getState()
  if (!design) return undefined
  const key = buildKey(design)
  const { result, running } = buildJob.store.getState()
  if (result?.key === key && !running) return result.value
  const outcome = currentOutcome(design)
  return buildJob.run('Writing the project', key, async (signal, progress) => {
    await settledModel(design, progress)
    const derived = derive(design)
    const { id, datasets } = samples.getState()
    const built = await studio.buildFiles(
      {
        plan: derived.planned,
        datasets,
        ...(design.labels ? { labels: design.labels } : {}),
        ...(outcome ? { evaluation: outcome.evaluation } : {}),
      },
      signal,
      progress,
    )
    learnBuild(design, derived, built.build.plan, id)
    return built
  })
}

/** Accuracy, and with its ranges the project: weights as int8 and code are then there to be seen. */
export async function testAndBuild(): Promise<void> {
  await testAccuracy()
  const { design } = project.getState()
  if (design && currentOutcome(design)) await buildCurrent()
}

export async function downloadProject(): Promise<void> {
  const built = await buildCurrent()
  if (!built) return
  const folder = built.files[0]?.path.split('/')[0] ?? 'model'
  saveFile(await studio.packZip(built.files), `${folder}.zip`)
  show({ toast: `${folder}.zip was saved by the browser.` })
}
