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
    readonly _dataobjects: { readonly chunks: number[] | null }
  }
  export class File extends Group {
    constructor(buffer: ArrayBuffer, name?: string)
  }
}
