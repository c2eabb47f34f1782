import { useSyncExternalStore } from 'react'

/** The differences that somebody has chosen in a reconciliation and period, by id. They outlive the room. */
type Chosen = ReadonlySet<string>

const NONE: Chosen = new Set()
const all = new Map<string, Chosen>()
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function put(key: string, chosen: Chosen): void {
  all.set(key, chosen)
  for (const listener of listeners) listener()
}

/** Drops every choice: another workspace, or what was chosen has been dealt with. */
export function forgetChosen(): void {
  all.clear()
  for (const listener of listeners) listener()
}

/** What is chosen, and how to choose. */
export function useChosen(reconciliation: string, period: string) {
  const key = `${reconciliation} ${period}`
  const chosen = useSyncExternalStore(subscribe, () => all.get(key) ?? NONE)
  return {
    chosen,
    toggle: (id: string) => {
      const next = new Set(all.get(key))
      if (!next.delete(id)) next.add(id)
      put(key, next)
    },
    choose: (ids: Iterable<string>) => put(key, new Set([...(all.get(key) ?? NONE), ...ids])),
    clear: () => put(key, NONE),
  }
}
