// The model on screen, edits included, as a file for Keras or TF.js.

import type { ModelFormat } from '../exporters/models/modelFormats'
import { studio } from '../workers/studio'
import { settledModel } from './derive'
import { createJob } from './jobs'
import { project } from './project'
import { saveFile } from './saveFile'
import { show } from './session'

export const modelFileJob = createJob<void>()

export async function downloadModel({ id, label }: ModelFormat): Promise<void> {
  const { design } = project.getState()
  if (!design) return
  await modelFileJob.run(`Writing ${label}`, '', async (signal, progress) => {
    const model = await settledModel(design, progress)
    const { path, bytes } = await studio.exportModel(model, id, design.labels, signal)
    signal.throwIfAborted()
    saveFile(bytes, path)
    show({ toast: `${path} was saved by the browser.` })
  })
}
