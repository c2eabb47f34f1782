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

function chooseFiles({ filter, many }: PickRequest): Promise<File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = many === true
  if (!filter.extensions.includes('*')) input.accept = filter.extensions.map((extension) => `.${extension}`).join(',')
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
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
    void uploadAll(place, files).then((paths) => callback({ type: 'drop', paths }))
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
