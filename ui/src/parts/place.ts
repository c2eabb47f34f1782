import { useSyncExternalStore } from 'react'

/** The rooms of the window, in the order of the navigation. */
export const ROOMS = [
  'overblik',
  'kilder',
  'afstem',
  'borger',
  'kontrol',
  'godkend',
  'rapporter',
  'regler',
  'revisionslog',
  'indstillinger',
] as const

/** The key that goes to a room: the tenth has 0. */
export function roomKey(at: number): string {
  return `Alt+${(at + 1) % 10}`
}

/** One room. */
export type Room = (typeof ROOMS)[number]

/** Where the window is: a room, and what it shows there. */
export type Place = { room: Room; what: string | null }

/** The address of a place, for links. */
export function address({ room, what }: Place): string {
  return what === null ? `#/${room}` : `#/${room}/${encodeURIComponent(what)}`
}

function read(hash: string): Place {
  const [, name, what] = hash.split('/')
  const room = ROOMS.find((one) => one === name) ?? 'overblik'
  return { room, what: what ? decodeURIComponent(what) : null }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** Goes to a room. */
export function go(room: Room, what: string | null = null): void {
  window.location.hash = address({ room, what })
}

/** Where the window is now. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return read(hash)
}
