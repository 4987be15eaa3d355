// Why one plan takes more than another although a layer got narrower, in sentences: other kernels, whole
// buffers where rows were streamed, or the other way round.

import type { Plan } from './plan'

const number = new Intl.NumberFormat('en-US')
const inBytes = (bytes: number) => `${number.format(bytes)}\u00a0B`

const partBytes = (plan: Plan, budget: 'flash' | 'ram', part: string) =>
  plan[budget].parts.find(({ id }) => id === part)?.bytes ?? 0

const kernelsOf = ({ calls }: Plan) => new Set(calls.map(({ kernel }) => kernel))

/** "conv2d_7 now needs nn_conv2d_u8_tile3_pad": of the first layer that brought each kernel. */
function newKernels(from: Plan, to: Plan): readonly string[] {
  const before = kernelsOf(from)
  const names = new Map(to.model.nodes.map(({ id, name }) => [id, name]))
  return [...kernelsOf(to)].flatMap((kernel) => {
    const owner = to.calls.find((call) => call.kernel === kernel)?.owner ?? ''
    return before.has(kernel) ? [] : [`${names.get(owner) ?? owner} now needs ${kernel}`]
  })
}

function moreFlash(from: Plan, to: Plan): string | undefined {
  const more = (part: string) => partBytes(to, 'flash', part) - partBytes(from, 'flash', part)
  const added = newKernels(from, to)
  if (more('kernels') > 0 && added.length > 0)
    return `Flash: ${inBytes(more('kernels'))} more code, because ${added.slice(0, 2).join(' and ')}, the kernel for its new size.`
  if (more('code') > 0 && to.stream && !from.stream)
    return `Flash: ${inBytes(more('code'))} more code, because rows are streamed to save RAM.`
  return undefined
}

function moreRam(from: Plan, to: Plan): string | undefined {
  const arena = partBytes(to, 'ram', 'arena') - partBytes(from, 'ram', 'arena')
  if (arena <= 0) return undefined
  const amount = `RAM: ${inBytes(arena)} more`
  if (from.stream && !to.stream)
    return `${amount}, because whole buffers now fit, which take less time and code. Memory has the other ways.`
  if (from.stream?.inputByRows && !to.stream?.inputByRows)
    return `${amount}, because the whole input now fits. Memory has the other ways.`
  return `${amount}, because a smaller input leaves its result less room to begin in.`
}

/** Of flash and RAM, where `to` takes more of it than `from`. */
export function whyMore(from: Plan, to: Plan): readonly string[] {
  return [
    to.flash.bytes > from.flash.bytes ? moreFlash(from, to) : undefined,
    to.ram.bytes > from.ram.bytes ? moreRam(from, to) : undefined,
  ].flatMap((text) => text ?? [])
}
