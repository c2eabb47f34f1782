import { createContext, use } from 'react'

import type { Host } from '../host'

const HostContext = createContext<Host | null>(null)

/** Hands the host to everything below. */
export const HostProvider = HostContext.Provider

/** The program around the window. */
export function useHost(): Host {
  const host = use(HostContext)
  if (host === null) throw new Error('a HostProvider is around every room')
  return host
}
