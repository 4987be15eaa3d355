// A few lines of C in color, for places where a whole editor would be too much.

import type { ReactNode } from 'react'

const tokens =
  /(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*)|(?<str>"[^"\n]*")|(?<pre>#\w+)|\b(?<key>static|const|return|if|for|while|struct|void|sizeof)\b|\b(?<type>u?int\d+_t|int|nn_\w+_step|nn_memory|nn_rows)\b|\b(?<num>0x[\da-fA-F]+|\d+)u?\b|\b(?<fn>[A-Za-z_]\w*)(?=\()/g

export function highlightC(source: string): ReactNode[] {
  const parts: ReactNode[] = []
  let end = 0
  for (const match of source.matchAll(tokens)) {
    if (match.index > end) parts.push(source.slice(end, match.index))
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0]
    parts.push(
      <span key={match.index} style={{ color: `var(--k-${kind})` }}>
        {match[0]}
      </span>,
    )
    end = match.index + match[0].length
  }
  parts.push(source.slice(end))
  return parts
}
