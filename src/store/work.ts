// Long work of the page, done by its workers: importing, reading samples, accuracy, the project's
// files. Every function stops its thread when `signal` is aborted.

import { studio } from '../workers/studio'
import type { Built } from '../workers/createStudio'

export type BuiltProject = Built

export const { importFiles, readSamples, evaluateModel, buildFiles, packZip } = studio
