// A real model with real data, calibrated, for all boards: what the firmware tests compile and run.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { boardById } from '../../src/boards/index'
import type { Board } from '../../src/boards/board'
import { plan } from '../../src/compile/compile'
import { defaultOptions } from '../../src/compile/plan'
import type { Dataset } from '../../src/datasets/dataset'
import { readDataset } from '../../src/datasets/index'
import { importModel } from '../../src/importers/index'
import { dataPath } from '../../src/lib/testData'
import type { Model } from '../../src/model/model'
import type { Calibrated } from '../../src/project/calibrate'
import { calibrateModel } from '../../src/project/evaluate'
import { bulkPlan, chooseTestSamples } from '../../src/project/runInt8'
import type { Project } from '../../src/project/buildProject'
import { buildProject } from '../../src/project/buildProject'
import { int8Inputs } from '../../src/project/quantizeInputs'
import { adaptToData } from '../../src/project/samples'
import { createEngine } from '../../src/simulate/engine'
import type { Engine } from '../../src/simulate/engine'

const quiet = () => undefined

function inputFile(path: string) {
  return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) }
}

export interface RealModel {
  readonly model: Model
  readonly datasets: readonly Dataset[]
  readonly engine: Engine
  readonly calibrated: Pick<Calibrated, 'ranges' | 'calibration'>
}

export async function openRealModel(path: string): Promise<RealModel> {
  const images = dataPath('mnist/t10k-images-idx3-ubyte.gz')
  const labels = dataPath('mnist/t10k-labels-idx1-ubyte.gz')
  const datasets = await readDataset([inputFile(images), inputFile(labels)], quiet)
  const imported = await importModel([inputFile(path)], quiet)
  const model = adaptToData(imported.model, datasets)
  const engine = await createEngine()
  const calibrated = await calibrateModel(bulkPlan(model), datasets, engine)
  return { model, datasets, engine, calibrated }
}

export interface BoardProject extends Project {
  readonly board: Board
  /** As the board gets them, behind each other. */
  readonly inputs: Int8Array
  /** What the simulation says to them. */
  readonly outputs: Int8Array
}

export function projectFor(
  { model, datasets, engine, calibrated }: RealModel,
  boardId: string,
  samples: number,
  options = defaultOptions,
): BoardProject {
  const board = boardById(boardId)
  if (!board) throw new Error(`no board ${boardId}`)
  const made = plan(model, board, options)
  const project = buildProject({ plan: made, ...calibrated, datasets }, engine)
  const chosen = chooseTestSamples(datasets, [], samples).samples
  const inputs = int8Inputs(project.build, chosen)
  const loaded = engine.load(project.build.program)
  const outputs = loaded.run(inputs, chosen.count)
  loaded.dispose()
  return { ...project, board, inputs, outputs }
}
