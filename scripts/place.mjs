// Where things lie. Build results and tools go to the user's cache, so that a second clone does not
// build everything again; the sample workspace goes where the user's other data is.

import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const windows = process.platform === 'win32'
export const mac = process.platform === 'darwin'
export const linux = process.platform === 'linux'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const ui = join(root, 'ui')
export const dist = join(ui, 'dist')
export const e2e = join(root, 'tests', 'e2e')
export const sampleData = join(root, 'sample-data')
export const out = join(root, 'out')

function localAppData() {
  return process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
}

function cacheDirectory() {
  if (windows) return join(localAppData(), 'trepunkt', 'cache')
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'trepunkt')
}

function dataDirectory() {
  if (windows) return join(localAppData(), 'trepunkt')
  if (mac) return join(homedir(), 'Library', 'Application Support', 'trepunkt')
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'trepunkt')
}

export const cache = cacheDirectory()
export const tools = join(cache, 'tools')
export const target = process.env.CARGO_TARGET_DIR || join(cache, 'target')
export const data = dataDirectory()

/** What belongs to this clone only: logs of the last test run, and the programs as this clone built them. */
export const local = join(root, 'target')

/** The name of a program on this system. */
export function executable(name) {
  return windows ? `${name}.exe` : name
}

/** The environment of every cargo call: one target directory, and tools that setup installed. */
export function cargoEnvironment(more = {}) {
  return { ...process.env, CARGO_TARGET_DIR: target, CARGO_TERM_COLOR: process.env.CARGO_TERM_COLOR || 'auto', ...more }
}

/** Is there a screen to open a window on? */
export function hasDisplay() {
  return !linux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}
