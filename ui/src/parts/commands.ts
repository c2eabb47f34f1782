import { useEffect, useId, useRef } from 'react'

import { useKeys } from './keys'

/** Something that can be done where the window is now. */
export type Command = {
  /** What it does, as the palette and the sheet of keys say it. */
  text: string
  /** The keys that do it: `F5`, `j`, `Ctrl+z`. */
  keys?: readonly string[]
  act: () => void
}

// What is on screen offers its commands; the palette and the sheet ask when they open, so nobody needs to be told.
const offered = new Map<string, () => readonly Command[]>()

/** Everything that can be done now, in the order in which it came on screen. */
export function offeredCommands(): Command[] {
  return [...offered.values()].flatMap((commands) => commands())
}

/** Offers commands for as long as the caller is on screen: their keys work, and the palette lists them. */
export function useCommands(commands: readonly Command[]): void {
  const id = useId()
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  useEffect(() => {
    offered.set(id, () => latest.current)
    return () => {
      offered.delete(id)
    }
  }, [id])
  useKeys(Object.fromEntries(commands.flatMap(({ keys = [], act }) => keys.map((key) => [key, act]))))
}

const SIGNS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

/** A key as people write it: `Alt+ArrowLeft` is `Alt+←`, `j` is `J`. */
export function keyText(key: string): string {
  const parts = key.split('+')
  return parts.map((part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join('+')
}

/**
 * The commands that hold every word that was typed, best first: those that begin with it, then those with a word that
 * does, then the rest, each in its own order.
 */
export function matching<T extends { text: string }>(commands: readonly T[], typed: string): T[] {
  const wanted = typed.toLocaleLowerCase('da').split(/\s+/).filter((word) => word !== '')
  const rank = ({ text }: T): number | null => {
    const lower = text.toLocaleLowerCase('da')
    if (!wanted.every((word) => lower.includes(word))) return null
    const [first = ''] = wanted
    if (lower.startsWith(first)) return 0
    return lower.split(/[\s(·]+/).some((word) => word.startsWith(first)) ? 1 : 2
  }
  const ranked = commands.map((command) => ({ command, rank: rank(command) }))
  return ranked
    .filter((one): one is { command: T; rank: number } => one.rank !== null)
    .sort((left, right) => left.rank - right.rank)
    .map(({ command }) => command)
}
