// What every generated project has in common: names, sizes, and the C of the model itself.

import type { Build } from '../compile/build'
import { inputQuantization } from '../compile/inputQuantization'
import { cIdentifier, plainText } from '../lib/cText'
import type { ExportFile, Extras } from './exporter'
import { librarySources } from './sharedKernels'
import { printModelData } from './sharedModelData'
import { printModelHeader } from './sharedModelHeader'
import { printModelSource } from './sharedModelSource'
import { chooseVectors, printVectors } from './sharedVectors'

/** How a pixel becomes an input value: as it is, turned round, or not at all. SPEC Q4. */
export type PixelForm = 'plain' | 'inverted' | 'none'

export function pixelForm(build: Build): PixelForm {
  const { preprocessing } = build.plan.fused
  if (!inputQuantization(preprocessing)) return 'none'
  return preprocessing.invert ? 'inverted' : 'plain'
}

/** Folder and sketch are called so. */
export function projectName(build: Build): string {
  return cIdentifier(build.plan.model.name, 'sketch')
}

export function modelTitle(build: Build): string {
  return plainText(build.plan.model.name)
}

/** The C identifier type that counts inputs and outputs without a 32-bit loop where 16 bits do. */
export function indexType(build: Build): 'uint16_t' | 'uint32_t' {
  const { input, output } = build.program
  return Math.max(input.bytes, output.bytes) < 65536 ? 'uint16_t' : 'uint32_t'
}

/** model.h, model.c, model_data.S, vectors.h and the kernels, under `folder`. */
export function modelFiles(build: Build, extras: Extras, folder: string): ExportFile[] {
  const { program } = build
  if (!build.plan.supported) throw new Error('this model has layers that cannot run on a board')
  const vectors = chooseVectors(extras.vectors, program.input.bytes, program.output.bytes)
  const title = modelTitle(build)
  return [
    {
      path: `${folder}/model.h`,
      text: printModelHeader(build, {
        title,
        pixels: pixelForm(build),
        index: indexType(build),
      }),
    },
    { path: `${folder}/model.c`, text: printModelSource(build, title, pixelForm(build)) },
    { path: `${folder}/model_data.S`, text: printModelData(build, title) },
    { path: `${folder}/vectors.h`, text: printVectors(vectors, title) },
    ...librarySources(program, `${folder}/nn`),
  ]
}
