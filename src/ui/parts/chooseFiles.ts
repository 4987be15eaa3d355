// Opens what is chosen in the browser's file dialog; nothing where it is closed without a choice.

import { openFiles } from '../../store/opening'
import { pickFiles } from './pickFiles'

async function choose(options: Parameters<typeof pickFiles>[0]): Promise<boolean> {
  const files = await pickFiles(options)
  if (files.length === 0) return false
  await openFiles(files)
  return true
}

/** False where nothing was chosen. Never rejects: what goes wrong is said by `opening`. */
export function chooseFiles(): Promise<boolean> {
  return choose({ multiple: true })
}

/** A model with its parts, or a folder of pictures per class. */
export function chooseFolder(): Promise<boolean> {
  return choose({ folder: true })
}
