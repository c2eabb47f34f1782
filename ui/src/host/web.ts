import type { FileDrop, Host, PickRequest } from './host'
import { bodyToTrouble, toTrouble } from './trouble'

const TOKEN_HEADER = 'x-trepunkt-token'
const ANSWER_HEADER = 'x-trepunkt-answer'

/** The loopback host's address and the token that lets this page in. */
export type WebPlace = { origin: string; token: string }

async function post(place: WebPlace, path: string, body: BodyInit, type: string): Promise<Response> {
  let response: Response
  try {
    const headers = { 'content-type': type, [TOKEN_HEADER]: place.token }
    response = await fetch(`${place.origin}${path}`, { method: 'POST', headers, body })
  } catch (thrown) {
    throw toTrouble(thrown)
  }
  // A refused command is an ordinary answer: browsers complain aloud about other statuses.
  const refused = !response.ok || response.headers.get(ANSWER_HEADER) === 'error'
  if (refused) throw bodyToTrouble(await response.text(), response.status)
  return response
}

/** Where the loopback host lets commands write. */
async function folders(place: WebPlace): Promise<{ exports: string; workspaces: string }> {
  const response = await fetch(`${place.origin}/host`, { headers: { [TOKEN_HEADER]: place.token } })
  return (await response.json()) as { exports: string; workspaces: string }
}

async function upload(place: WebPlace, file: File): Promise<string> {
  const response = await post(place, `/upload?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream')
  const { path } = (await response.json()) as { path: string }
  return path
}

async function uploadAll(place: WebPlace, files: Iterable<File>): Promise<string[]> {
  const paths: string[] = []
  for (const file of files) paths.push(await upload(place, file))
  return paths
}

/** A file and where it lies in the folder that it came in. */
type Placed = { path: string; file: File }

/** Sends a folder, shape and all: the program looks through it as it does through one on the disk. */
async function uploadFolder(place: WebPlace, files: Placed[]): Promise<string> {
  const opened = await post(place, '/batch', '', 'application/json')
  const { batch, path } = (await opened.json()) as { batch: number; path: string }
  for (const one of files) {
    const name = encodeURIComponent(one.path)
    await post(place, `/upload?batch=${batch}&name=${name}`, one.file, 'application/octet-stream')
  }
  return path
}

function chosen(input: HTMLInputElement): Promise<File[]> {
  input.type = 'file'
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

function chooseFiles({ filter, many }: PickRequest): Promise<File[]> {
  const input = document.createElement('input')
  input.multiple = many === true
  if (!filter.extensions.includes('*')) input.accept = filter.extensions.map((extension) => `.${extension}`).join(',')
  return chosen(input)
}

function chooseFolder(): Promise<File[]> {
  const input = document.createElement('input')
  input.webkitdirectory = true
  return chosen(input)
}

function placed(file: File): Placed {
  return { path: file.webkitRelativePath || file.name, file }
}

function entryFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** A browser hands out the content of a folder in parts; the empty one is the last. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const found: FileSystemEntry[] = []
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0) return found
    found.push(...part)
  }
}

async function filesUnder(entry: FileSystemEntry): Promise<Placed[]> {
  if (entry.isFile) return [{ path: entry.fullPath.replace(/^\//, ''), file: await entryFile(entry as FileSystemFileEntry) }]
  const files: Placed[] = []
  for (const one of await entriesOf(entry as FileSystemDirectoryEntry)) files.push(...(await filesUnder(one)))
  return files
}

/** What was let go: the paths of files as they are, and of each folder as one. */
async function uploadDropped(place: WebPlace, entries: FileSystemEntry[], files: File[]): Promise<string[]> {
  const folders = entries.filter((entry) => entry.isDirectory)
  // A folder is among the files too, as one that cannot be read.
  const names = new Set(folders.map((folder) => folder.name))
  const paths = await uploadAll(place, files.filter((file) => !names.has(file.name)))
  for (const folder of folders) paths.push(await uploadFolder(place, await filesUnder(folder)))
  return paths
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

function onFilesDropped(place: WebPlace, callback: (drop: FileDrop) => void): () => void {
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    callback({ type: 'over' })
  }
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) callback({ type: 'leave' })
  }
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    const files = [...(event.dataTransfer?.files ?? [])]
    // Both must be asked for while the event lasts.
    const items = [...(event.dataTransfer?.items ?? [])]
    const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? [])
    void uploadDropped(place, entries, files).then((paths) => callback({ type: 'drop', paths }))
  }
  window.addEventListener('dragover', over)
  window.addEventListener('dragleave', leave)
  window.addEventListener('drop', drop)
  return () => {
    window.removeEventListener('dragover', over)
    window.removeEventListener('dragleave', leave)
    window.removeEventListener('drop', drop)
  }
}

/** A browser in front of the loopback host: for development and for tests. */
export function webHost(place: WebPlace): Host {
  return {
    kind: 'browser',
    startedWith: null,
    rpc: async (command, request) => {
      const response = await post(place, `/rpc/${command}`, JSON.stringify(request), 'application/json')
      return (await response.json()) as never
    },
    rpcBytes: async (command, request) => {
      const response = await post(place, `/rpc_bytes/${command}`, JSON.stringify(request), 'application/json')
      return response.arrayBuffer()
    },
    pickFiles: async (request) => uploadAll(place, await chooseFiles(request)),
    pickFolder: async () => {
      const files = await chooseFolder()
      return files.length === 0 ? null : uploadFolder(place, files.map(placed))
    },
    pickSavePath: async ({ suggested }) => {
      const { exports, workspaces } = await folders(place)
      return `${suggested.endsWith('.trepunkt') ? workspaces : exports}/${suggested}`
    },
    deliver: (path) => {
      const link = document.createElement('a')
      link.href = `${place.origin}/download?path=${encodeURIComponent(path)}&token=${encodeURIComponent(place.token)}`
      link.download = path.split(/[\\/]/).at(-1) ?? 'trepunkt'
      link.click()
      return Promise.resolve()
    },
    onFilesDropped: (callback) => onFilesDropped(place, callback),
  }
}
