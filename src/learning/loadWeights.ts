// Masters as tensors for one pass, and a distillation's teacher, whose weights stay loaded.

import * as tf from '@tensorflow/tfjs-core'
import { lastAxis } from '../layers/shared'
import { fail } from '../lib/diagnostics'
import { quantizesWeight, roundWeights } from './fakeQuantize'
import { runForward } from './runTraining'
import type { WeightTensors } from './runTraining'
import { createTrainingGraph } from './trainingGraph'
import type { TrainingGraph } from './trainingGraph'
import type { Distillation } from './trainOptions'

/** `rounded`: kernels take the values that int8 will have. */
export function loadWeights({ ops, masterOf }: TrainingGraph, rounded: boolean): WeightTensors {
  return new Map(
    ops.map((op) => [
      op.id,
      Object.fromEntries(
        Object.entries(op.weights).map(([role, { shape, read }]) => {
          const data = masterOf(op, role)?.data ?? read()
          const rounds = rounded && quantizesWeight(op, role)
          const used = rounds ? roundWeights(data, lastAxis(op.shape)) : data
          return [role, tf.tensor(used, [...shape], 'float32') as tf.Tensor]
        }),
      ),
    ]),
  )
}

export function disposeWeights(weights: WeightTensors): void {
  for (const roles of weights.values()) tf.dispose(Object.values(roles))
}

export interface Teacher {
  /** Its values before the last activation. */
  readonly teach: (input: tf.Tensor) => Promise<Float32Array>
  readonly dispose: () => void
}

/** Throws UserError where the teacher is no model of the same task. */
export function createTeacher(student: TrainingGraph, { teacher }: Distillation): Teacher {
  const graph = createTrainingGraph(teacher)
  const alike =
    graph.inputShape.join() === student.inputShape.join() &&
    graph.outputs === student.outputs &&
    graph.lastActivation === student.lastActivation
  if (!alike)
    fail('train/teacher', `${teacher.name} can't teach ${student.model.name}.`, {
      hint: 'A teacher has the same input and the same outputs: use the model as it was before it was made smaller.',
    })
  const weights = loadWeights(graph, false)
  return {
    teach: async (input) => {
      const values = runForward({ ops: graph.ops, weights }, input)
      const taught = await values.last.data<'float32'>()
      values.dispose()
      return taught
    },
    dispose: () => disposeWeights(weights),
  }
}
