// The browser's file dialog, and what was dropped, folders included, as files with their paths.

import type { PickedFile } from '../../store/pickedFiles'

/** Empty when the dialog is closed without a choice. */
export function pickFiles(options: {
  multiple?: boolean
  folder?: boolean
}): Promise<readonly PickedFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = options.multiple ?? false
    input.webkitdirectory = options.folder ?? false
    input.addEventListener('change', () =>
      resolve(
        [...(input.files ?? [])].map((file) => ({
          name: file.webkitRelativePath || file.name,
          file,
        })),
      ),
    )
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject))
}

const mostFiles = 100_000

async function walk(entry: FileSystemEntry, path: string, into: PickedFile[]): Promise<void> {
  if (into.length >= mostFiles) return
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    into.push({ name: path + entry.name, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // a reader gives at most 100 entries at a time, and none when it is done
  for (;;) {
    const entries = await readEntries(reader)
    if (entries.length === 0) return
    for (const child of entries) await walk(child, `${path}${entry.name}/`, into)
  }
}

/** Must be called in the drop event itself: its items are gone afterwards. */
export function droppedFiles(transfer: DataTransfer): Promise<readonly PickedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null)
  const plain = [...transfer.files].map((file) => ({ name: file.name, file }))
  if (entries.every((entry) => entry === null)) return Promise.resolve(plain)
  return (async () => {
    const found: PickedFile[] = []
    for (const entry of entries) if (entry) await walk(entry, '', found)
    return found
  })()
}
