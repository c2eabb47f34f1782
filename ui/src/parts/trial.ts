import { remember, remembered } from './remembered'

const TRIAL = 'trial'

/** Where the files of a made-up municipality lie. `path` is its workspace. */
export function rememberTrial(path: string, folder: string): void {
  remember(TRIAL, JSON.stringify({ workspace: path.split(/[\\/]/).at(-1) ?? path, folder }))
}

/** The folder with the files of this workspace file, when it is the made-up one. */
export function trialFolder(workspace: string): string | null {
  try {
    const kept = JSON.parse(remembered(TRIAL) ?? 'null') as { workspace?: unknown; folder?: unknown } | null
    return kept?.workspace === workspace && typeof kept.folder === 'string' ? kept.folder : null
  } catch {
    return null
  }
}
