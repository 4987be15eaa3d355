// The part of jsfive that lib/hdf5.ts uses (the package ships no types). Member names with an
// underscore are the package's own.

declare module 'jsfive' {
  export class Group {
    get keys(): string[]
    get attrs(): Record<string, unknown>
    get(name: string): Group | Dataset | null
  }
  export class Dataset {
    get shape(): number[]
    /** `<f4`, or an array for strings and references. */
    get dtype(): string | unknown[]
    get value(): ArrayLike<unknown>
    readonly _dataobjects: {
      readonly chunks: number[] | null
      find_msg_type(type: number): readonly ReadonlyMap<string, number>[]
      /** Version, dimensions, class of layout (1: contiguous), where what follows lies in the file. */
      _get_data_message_properties(offset: number): [number, unknown, number, number]
    }
  }
  export class File extends Group {
    constructor(buffer: ArrayBuffer, name?: string)
  }
}
