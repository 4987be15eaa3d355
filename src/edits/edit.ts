// What an edit is: a function from model to model, with arguments that are plain JSON, so that the
// page, a saved file and the command line can all name it.

import { fail } from '../lib/diagnostics'
import type { Json, Model, Node, NodeId } from '../model/model'

export type EditArgs = Readonly<Record<string, Json>>

export interface Edit {
  /** The file's name. */
  readonly id: string
  readonly label: string
  /** Throws a UserError where the arguments make no sense for this model. */
  readonly apply: (model: Model, args: EditArgs) => Model
  /** Arguments that work on a model with one hidden linear layer; for tests. */
  readonly sample: (model: Model, hidden: NodeId) => EditArgs
}

export function stringArg(args: EditArgs, name: string): string {
  const value = args[name]
  if (typeof value !== 'string')
    return fail('edit/argument', `${name} is ${JSON.stringify(value)}, expected a text.`)
  return value
}

export function intArg(args: EditArgs, name: string, otherwise?: number): number {
  const value = args[name] ?? otherwise
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    return fail('edit/argument', `${name} is ${JSON.stringify(value)}, expected a whole number.`)
  return value
}

export function numberArg(args: EditArgs, name: string, otherwise?: number): number {
  const value = args[name] ?? otherwise
  if (typeof value !== 'number' || !Number.isFinite(value))
    return fail('edit/argument', `${name} is ${JSON.stringify(value)}, expected a number.`)
  return value
}

export function flagArg(args: EditArgs, name: string): boolean {
  const value = args[name] ?? false
  if (typeof value !== 'boolean')
    return fail('edit/argument', `${name} is ${JSON.stringify(value)}, expected true or false.`)
  return value
}

export function stringListArg(args: EditArgs, name: string): readonly string[] {
  const value = args[name]
  if (!Array.isArray(value) || !value.every((one: Json) => typeof one === 'string'))
    return fail('edit/argument', `${name} is ${JSON.stringify(value)}, expected a list of texts.`)
  return value as unknown as readonly string[]
}

/** [height, width], both from 1 on. */
export function sizeArg(args: EditArgs, name: string): readonly [number, number] {
  const value = intListArg(args, name)
  if (value.length !== 2 || value.some((one) => one < 1))
    return fail('edit/argument', `${name} is ${JSON.stringify(value)}, expected [height, width].`)
  return value as [number, number]
}

export function intListArg(args: EditArgs, name: string): readonly number[] {
  const value = args[name]
  if (!Array.isArray(value) || !value.every((one: Json) => Number.isSafeInteger(one)))
    return fail(
      'edit/argument',
      `${name} is ${JSON.stringify(value)}, expected a list of whole numbers.`,
    )
  return value as unknown as readonly number[]
}

/** The node of that id. */
export function findNode(model: Model, id: NodeId): Node {
  const node = model.nodes.find((one) => one.id === id)
  return node ?? fail('edit/no-such-layer', `The model has no layer ${id}.`)
}
