import { invoke } from '@tauri-apps/api/core'
import { getCurrentWebview } from '@tauri-apps/api/webview'
import { open, save } from '@tauri-apps/plugin-dialog'

import type { FileDrop, Host } from './host'
import { toTrouble } from './trouble'

async function call<T>(command: string, args: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args)
  } catch (thrown) {
    throw toTrouble(thrown)
  }
}

function onFilesDropped(callback: (drop: FileDrop) => void): () => void {
  const listening = getCurrentWebview().onDragDropEvent(({ payload }) => {
    if (payload.type === 'enter' || payload.type === 'over') callback({ type: 'over' })
    else if (payload.type === 'leave') callback({ type: 'leave' })
    else callback({ type: 'drop', paths: payload.paths })
  })
  return () => {
    void listening.then((stop) => stop())
  }
}

declare global {
  // Set by the shell before the window's own code runs.
  var __TREPUNKT_OPEN__: string | null | undefined
}

/** The desktop shell. */
export function tauriHost(): Host {
  return {
    kind: 'desktop',
    startedWith: globalThis.__TREPUNKT_OPEN__ ?? null,
    rpc: (command, request) => call('rpc', { command, request }),
    rpcBytes: (command, request) => call('rpc_bytes', { command, request }),
    pickFiles: async ({ title, filter, many }) => {
      const chosen: string | string[] | null = await open({ title, filters: [filter], multiple: many === true })
      if (chosen === null) return []
      return Array.isArray(chosen) ? chosen : [chosen]
    },
    pickFolder: (title) => open({ title, directory: true, recursive: true }),
    pickSavePath: ({ title, filter, suggested }) => save({ title, filters: [filter], defaultPath: suggested }),
    deliver: () => Promise.resolve(),
    onFilesDropped,
  }
}
