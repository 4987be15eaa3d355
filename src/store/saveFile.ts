// A file that the browser saves where it saves downloads.

export function saveFile(bytes: Uint8Array, name: string): void {
  const type = name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream'
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
