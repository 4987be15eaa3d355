// The heads of a table of figures: what a row is about, then its numbers.

export interface Head {
  readonly text: string
  readonly hint?: string
  /** Words stand at the left, numbers at the right. */
  readonly words?: boolean
  /** Told to the style sheet, where narrow panels leave a column out. */
  readonly name?: string
}

/** Columns that are `false` are left out; an empty text is a column without a head. */
export function TableHead({ columns }: { columns: readonly (Head | string | false)[] }) {
  const heads = columns.flatMap((one): Head[] =>
    one === false ? [] : [typeof one === 'string' ? { text: one } : one],
  )
  return (
    <thead>
      <tr>
        {heads.map(({ text, hint, words, name }, at) =>
          text === '' ? (
            <td key={at} />
          ) : (
            <th
              key={at}
              scope="col"
              className={at === 0 || words ? undefined : ['n', name].filter(Boolean).join(' ')}
              title={hint}
            >
              {text}
            </th>
          ),
        )}
      </tr>
    </thead>
  )
}
