import type { Host } from './host'

export type { FileDrop, FileFilter, Host, JsonCommand } from './host'
export { Trouble, toTrouble } from './trouble'

/** The host that this page runs in. Only the one that is needed is loaded. */
export async function findHost(): Promise<Host> {
  if ('__TAURI_INTERNALS__' in window) {
    const { tauriHost } = await import('./tauri')
    return tauriHost()
  }
  const { webHost } = await import('./web')
  const token = new URLSearchParams(window.location.search).get('token') ?? ''
  return webHost({ origin: window.location.origin, token })
}
