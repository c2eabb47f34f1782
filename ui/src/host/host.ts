import type { JsonCommands, RawCommands } from '../generated/api'

/** A command that answers a shape. */
export type JsonCommand = keyof JsonCommands

/** A command that answers raw bytes. */
export type RawCommand = keyof RawCommands

/** What a file dialog offers. */
export type FileFilter = { name: string; extensions: string[] }

/** What the dialogs say; the host knows no words. */
export type PickRequest = { title: string; filter: FileFilter; many?: boolean }

/** Where something shall be saved. */
export type SaveRequest = { title: string; filter: FileFilter; suggested: string }

/** Files and folders that hover over the window, leave it, or are let go. */
export type FileDrop = { type: 'over' } | { type: 'leave' } | { type: 'drop'; paths: string[] }

/**
 * All that the window knows of the program around it. The rooms talk to this and to nothing else, so
 * that the same rooms run in the desktop shell and in a browser.
 */
export type Host = {
  kind: 'desktop' | 'browser'
  rpc: <K extends JsonCommand>(command: K, request: JsonCommands[K]['request']) => Promise<JsonCommands[K]['answer']>
  rpcBytes: <K extends RawCommand>(command: K, request: RawCommands[K]['request']) => Promise<ArrayBuffer>
  /** The workspace that the program was started with and that still waits for a passphrase, or could not be opened. */
  startedWith: string | null
  /** Paths of chosen files; empty when the user thinks better of it. */
  pickFiles: (request: PickRequest) => Promise<string[]>
  /** The path of a chosen folder; none when the user thinks better of it. */
  pickFolder: (title: string) => Promise<string | null>
  /** A path to write to; none when the user thinks better of it. */
  pickSavePath: (request: SaveRequest) => Promise<string | null>
  /** Hands a written file to the user where writing alone does not. */
  deliver: (path: string) => Promise<void>
  /** Calls back while files are dragged; answers how to stop. */
  onFilesDropped: (callback: (drop: FileDrop) => void) => () => void
}
