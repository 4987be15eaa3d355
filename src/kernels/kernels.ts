// The field table of every kernel: the names, types and order of nn.h's step structs. One encoder
// writes a step's bytes from it, the C printer takes the names, a test compares it with the C
// compiler's offsetof.

export type FieldType = 'u32' | 's32' | 'u16' | 's16' | 'u8' | 's8'

/** What a field's number means, for planner, printer and encoder. */
export type FieldUse = 'arena' | 'model' | 'number' | 'reserved'

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly use: FieldUse
}

export interface Kernel {
  /** The C function; the step struct is `<id>_step`. */
  readonly id: string
  readonly fields: readonly Field[]
  readonly stepBytes: number
  /** The number by which `nn_run` calls it, or its twin. */
  readonly number: number
  /** Runs only in the page, never shipped in a sketch. */
  readonly bulk: boolean
  /** Whose boards alone run it: `avr` 8-bit ones, `arm` Cortex-M. */
  readonly only?: 'avr' | 'arm'
  /** Assembly: the plain kernel with the same fields, layout and packing, which runs elsewhere. */
  readonly twin?: string
  /**
   * Computes output rows one after the other, and for each reads only the input rows of its windows:
   * it may be streamed, and write over input rows that no later window reads.
   */
  readonly byRows: boolean
}

const typeBytes: Record<FieldType, number> = { u32: 4, s32: 4, u16: 2, s16: 2, u8: 1, s8: 1 }

/** "u32 in:arena weights:model | u16 in_h" → fields. */
function fields(text: string): Field[] {
  return text.split('|').flatMap((group) => {
    const [type, ...names] = group.trim().split(/\s+/) as [FieldType, ...string[]]
    return names.map((word) => {
      const [name = '', use] = word.split(':')
      const reserved = name.startsWith('reserved')
      return { name, type, use: (use as FieldUse) ?? (reserved ? 'reserved' : 'number') }
    })
  })
}

const io = 'u32 in:arena out:arena'
const spatial = 'u16 in_h in_w in_c out_h out_w out_c'
const window = 'u8 kernel_h kernel_w stride_h stride_w dilation_h dilation_w pad_top pad_left'
const pooling = `${io} | u16 in_h in_w channels out_h out_w kernel_h kernel_w stride_h stride_w pad_top pad_left reserved`
const conv2d = `${io} weights:model channels:model | ${spatial} | ${window} pool_h pool_w pool_kind | s8 in_zero_point out_zero_point out_lo out_hi | u8 reserved`
const depthwise = `${io} weights:model channels:model | ${spatial} | ${window} multiplier | s8 in_zero_point out_zero_point out_lo out_hi | u8 reserved_1 reserved_2 reserved_3`
const dense = `${io} weights:model channels:model | u16 vectors in_count out_count | s8 out_zero_point out_lo out_hi | u8 reserved_1 reserved_2 reserved_3`
const add =
  'u32 a:arena b:arena out:arena count | s32 a_multiplier b_multiplier out_multiplier | s8 a_shift b_shift out_shift a_zero_point b_zero_point out_zero_point out_lo out_hi'

// nn_u8.h, kernels of 8-bit boards.
const channelsU8 = 's16 out_offset'
const conv2dU8 = `${io} scratch:arena weights:model channels:model | ${spatial} | ${channelsU8} | ${window} pool_h pool_w pool_kind in_zero_point out_lo out_range`
const denseU8 = `${io} weights:model channels:model | u16 vectors in_count out_count | ${channelsU8} | u8 out_lo out_range reserved_1 reserved_2`
const addU8 =
  'u32 a:arena b:arena out:arena a_factor b_factor | s32 start a_multiplier b_multiplier out_multiplier | u16 count | s16 out_offset | s8 a_shift b_shift out_shift | u8 a_zero_point b_zero_point threshold out_lo out_range'

// nn_pairs.h, kernels of Cortex-M boards.
const conv2dPairs = `${io} scratch:arena weights:model channels:model | ${spatial} | ${window} pool_h pool_w pool_kind form | s8 in_zero_point out_zero_point out_lo out_hi`
const densePairs = `${io} weights:model channels:model | u16 in_count out_count | s8 out_zero_point out_lo out_hi | u8 reserved`

type Entry = readonly [id: string, fields: string, bulkOrTwin?: string]

const tables: readonly Entry[] = [
  ['nn_conv2d_s8', conv2d],
  ['nn_depthwise_conv2d_s8', depthwise],
  ['nn_dense_s8', dense],
  ['nn_max_pool2d_s8', pooling],
  ['nn_average_pool2d_s8', pooling],
  ['nn_add_s8', add],
  ['nn_lookup_s8', `${io} table:model count`],
  ['nn_softmax_s8', `${io} table:model | u16 vectors count`],
  ['nn_concat_s8', `${io} table:model | u16 runs in_run out_stride out_at`],
  [
    'nn_pad2d_s8',
    `${io} | u16 in_h in_w channels out_h out_w pad_top pad_left | s8 value | u8 reserved`,
  ],
  // The same structs with weights widened to int16, rows of taps padded to 8: see wasm/README.md.
  ['nn_conv2d_s8_bulk', conv2d, 'bulk'],
  ['nn_depthwise_conv2d_s8_bulk', depthwise, 'bulk'],
  ['nn_dense_s8_bulk', dense, 'bulk'],
  [
    'nn_global_average_s8',
    `${io} positions | s32 start multiplier | u16 channels | s8 shift out_zero_point`,
  ],
  ['nn_conv2d_u8', conv2dU8],
  ['nn_conv2d_u8_grouped', conv2dU8],
  ['nn_depthwise_conv2d_u8', conv2dU8],
  ['nn_dense_u8', denseU8],
  ['nn_add_u8', addU8],
  ['nn_max_pool2d_u8', pooling],
  ['nn_average_pool2d_u8', pooling],
  [
    'nn_global_average_u8',
    `${io} | s32 start multiplier | u16 in_h in_w channels | s8 shift | u8 out_zero_point`,
  ],
  ['nn_lookup_u8', `${io} table:model | u16 count reserved`],
  ['nn_softmax_u8', `${io} table:model | u16 vectors count`],
  ['nn_concat_u8', `${io} table:model | u16 in_run out_stride out_at reserved`],
  [
    'nn_pad2d_u8',
    `${io} | u16 in_h in_w channels out_h out_w pad_top pad_left | u8 value reserved`,
  ],
  ['nn_transpose_u8', `${io} | u16 columns depth`],
  ['nn_conv2d_s8_pairs', conv2dPairs],
  ['nn_dense_s8_pairs', densePairs],
]

/** Assembly and the plain twin of each. */
const variants: readonly Entry[] = [
  ...[
    'tile',
    'tile1',
    'tile3',
    'tile5',
    'tile3_pad',
    'tile5_pad',
    'tile3_stride2',
    'tile5_stride2',
  ].map((tile): Entry => [`nn_conv2d_u8_${tile}`, conv2dU8, 'nn_conv2d_u8']),
  ['nn_conv2d_u8_gather', conv2dU8, 'nn_conv2d_u8_grouped'],
  ['nn_conv2d_u8_wide', conv2dU8, 'nn_conv2d_u8_grouped'],
  ['nn_depthwise_conv2d_u8_any', conv2dU8, 'nn_depthwise_conv2d_u8'],
  ['nn_depthwise_conv2d_u8_tile3', conv2dU8, 'nn_depthwise_conv2d_u8'],
  ['nn_depthwise_conv2d_u8_tile3_stride2', conv2dU8, 'nn_depthwise_conv2d_u8'],
  ['nn_dense_u8_quad', denseU8, 'nn_dense_u8'],
  ['nn_dense_u8_wide', denseU8, 'nn_dense_u8'],
  ['nn_add_u8_fixed', addU8, 'nn_add_u8'],
  ['nn_conv2d_s8_woven', conv2dPairs, 'nn_conv2d_s8_pairs'],
  ['nn_conv2d_s8_stored', conv2dPairs, 'nn_conv2d_s8_pairs'],
  ['nn_dense_s8_arm', dense, 'nn_dense_s8'],
  ['nn_depthwise_conv2d_s8_arm', depthwise, 'nn_depthwise_conv2d_s8'],
  ['nn_add_s8_arm', add, 'nn_add_s8'],
  ['nn_dense_s8_crossed', densePairs, 'nn_dense_s8_pairs'],
]

const byRows =
  /^nn_((depthwise_)?conv2d|max_pool2d|average_pool2d|pad2d)_[su]8(?!_bulk)|^nn_(lookup|add|concat|transpose|global_average)_u8/

function boardsOf(id: string): Kernel['only'] {
  if (id.includes('_u8')) return 'avr'
  return /_(pairs|woven|stored|crossed|arm)$/.test(id) ? 'arm' : undefined
}

const numberOf = new Map(tables.map(([id], number) => [id, number]))

export const kernels: readonly Kernel[] = [...tables, ...variants].map(([id, text, word]) => {
  const list = fields(text)
  const twin = word === 'bulk' ? undefined : word
  return {
    id,
    fields: list,
    stepBytes: list.reduce((sum, f) => sum + typeBytes[f.type], 0),
    number: numberOf.get(twin ?? id) ?? -1,
    bulk: word === 'bulk',
    twin,
    only: boardsOf(id),
    byRows: byRows.test(id),
  }
})

const byId = new Map(kernels.map((kernel) => [kernel.id, kernel]))

export function kernelById(id: string): Kernel {
  const kernel = byId.get(id)
  if (!kernel) throw new Error(`no kernel ${id}`)
  return kernel
}

/** Smallest and largest value that a field can hold. */
export function fieldLimits(type: FieldType): readonly [number, number] {
  const bits = typeBytes[type] * 8
  return type.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
}

/** Names, types and offsets of a step's fields, in bytes. */
export function fieldOffsets(
  kernel: Kernel,
): readonly (Field & { offset: number; bytes: number })[] {
  let offset = 0
  return kernel.fields.map((field) => {
    const at = offset
    offset += typeBytes[field.type]
    return { ...field, offset: at, bytes: typeBytes[field.type] }
  })
}

/**
 * The little-endian bytes of a step struct. Every field but `reserved…` must be given and fit.
 * Throws an Error (our bug: user sizes are checked before lowering) that names kernel, field, value.
 */
export function encodeStep(id: string, values: Readonly<Record<string, number>>): Uint8Array {
  const kernel = kernelById(id)
  const bytes = new Uint8Array(kernel.stepBytes)
  const view = new DataView(bytes.buffer)
  for (const { name, type, use, offset } of fieldOffsets(kernel)) {
    const value = use === 'reserved' ? 0 : values[name]
    const [lo, hi] = fieldLimits(type)
    if (value === undefined || !Number.isInteger(value) || value < lo || value > hi)
      throw new Error(`${id}: ${name} = ${value} does not fit ${type}`)
    if (type === 'u32') view.setUint32(offset, value, true)
    else if (type === 's32') view.setInt32(offset, value, true)
    else if (type === 'u16') view.setUint16(offset, value, true)
    else if (type === 's16') view.setInt16(offset, value, true)
    else view.setUint8(offset, value & 255)
  }
  const known = new Set(kernel.fields.map((f) => f.name))
  for (const name of Object.keys(values))
    if (!known.has(name)) throw new Error(`${id}: no field ${name}`)
  return bytes
}
