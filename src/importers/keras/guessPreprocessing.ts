// How samples probably become the input: no model file says it. A guess to show and to change.

import { defaultPreprocessing } from '../../model/model'
import type { Node, Preprocessing, Shape } from '../../model/model'
import { asInts } from '../json'

const smallestPicture = 64

export function guessPreprocessing(nodes: readonly Node[]): Preprocessing {
  const input = nodes.find((node) => node.kind === 'input')
  const shape = asInts(input?.attrs['shape']) ?? []
  const next = nodes.filter((node) => node.inputs[0] === input?.id)
  const pixels = isPicture(shape, next)
  const scaledInside = next.some((node) => startsWithScaling(node, nodes))
  const scale = pixels && !scaledInside ? defaultPreprocessing.scale : 1
  return { ...defaultPreprocessing, pixels, scale }
}

function isPicture(shape: Shape, next: readonly Node[]): boolean {
  const [h = 0, w = 0, c = 0] = shape
  if (shape.length === 3) return h > 1 && w > 1 && [1, 3, 4].includes(c)
  if (shape.length === 1) return h >= smallestPicture && Number.isInteger(Math.sqrt(h))
  if (shape.length !== 2) return false
  return next.some((node) => {
    const target = asInts(node.attrs['shape'])
    return node.kind === 'reshape'
      ? target?.length === 3 && target[0] === h && target[1] === w && target[2] === 1
      : node.kind === 'flatten' && h === w
  })
}

/** Rescaling or Normalization first, or right behind layers that only move values. */
function startsWithScaling(first: Node, nodes: readonly Node[]): boolean {
  let node: Node | undefined = first
  for (let steps = 0; node && steps < 4; steps++) {
    if (node.kind === 'rescaling') return true
    const moves = ['reshape', 'flatten', 'zeroPad2d'].includes(node.kind)
    if (!moves && node.attrs['className'] !== 'Resizing') return false
    const id: string = node.id
    node = nodes.find((other) => other.inputs.includes(id))
  }
  return false
}
