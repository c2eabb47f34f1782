import { remember, remembered } from '../parts/remembered'

/** A workspace that was open before. */
export type Recent = { path: string; name: string }

const REMEMBERED = 'recent'
const RECENT_MAX = 6

function isRecent(value: unknown): value is Recent {
  if (typeof value !== 'object' || value === null) return false
  const { path, name } = value as Record<string, unknown>
  return typeof path === 'string' && typeof name === 'string'
}

/** The workspaces that were open before, newest first. */
export function recentWorkspaces(): Recent[] {
  try {
    const kept: unknown = JSON.parse(remembered(REMEMBERED) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecent) : []
  } catch {
    return []
  }
}

/** Puts a workspace first in the list. */
export function rememberWorkspace(recent: Recent): void {
  const others = recentWorkspaces().filter((one) => one.path !== recent.path)
  remember(REMEMBERED, JSON.stringify([recent, ...others].slice(0, RECENT_MAX)))
}

/** Takes a workspace off the list; the file stays. */
export function forgetWorkspace(path: string): Recent[] {
  const others = recentWorkspaces().filter((one) => one.path !== path)
  remember(REMEMBERED, JSON.stringify(others))
  return others
}
