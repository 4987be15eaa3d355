// What a model settles about samples that are read for it.

import type { Model, Shape } from '../model/model'
import type { ReadOptions } from './shared'

export function readOptionsFor(model: Model, labels: readonly string[] | undefined): ReadOptions {
  const shape = model.nodes.find(({ kind }) => kind === 'input')?.attrs['shape']
  return {
    ...(Array.isArray(shape) && { input: shape as Shape }),
    ...(labels && { labels }),
  }
}
