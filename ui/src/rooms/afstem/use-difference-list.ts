import { useEffect, useState } from 'react'

import type { DifferenceList, DifferenceQuery, DifferenceRow } from '../../generated/api'
import type { Host, Trouble } from '../../host'
import { toTrouble } from '../../host'
import { useHost } from '../../parts/host-context'
import { RowCache } from '../../parts/row-cache'

/** An open list of differences. */
export type OpenList = { list: DifferenceList; cache: RowCache<DifferenceRow> }

const UTF8 = new TextDecoder()

async function openList(host: Host, query: DifferenceQuery): Promise<OpenList> {
  const list = await host.rpc('difference_open', query)
  const fetchRows = async (start: number, length: number) => {
    const bytes = await host.rpcBytes('difference_rows', { view: list.view, start, length })
    return JSON.parse(UTF8.decode(bytes)) as DifferenceRow[]
  }
  const cache = new RowCache<DifferenceRow>(list.rows, fetchRows)
  // The first window is there before the list is shown: nothing blinks.
  await cache.range(0, Math.min(1, list.rows))
  return { list, cache }
}

/**
 * Opens the list for a query, and again for every other one. The list before stays until the next is
 * there; a reply that comes too late is dropped. `version` changes when the run behind it does.
 */
export function useDifferenceList(query: DifferenceQuery, version: string) {
  const host = useHost()
  const key = JSON.stringify(query)
  const [open, setOpen] = useState<OpenList>()
  const [trouble, setTrouble] = useState<Trouble>()
  useEffect(() => {
    let isCurrent = true
    openList(host, JSON.parse(key) as DifferenceQuery).then(
      (next) => {
        if (!isCurrent) return
        setOpen(next)
        setTrouble(undefined)
      },
      (thrown: unknown) => {
        if (isCurrent) setTrouble(toTrouble(thrown))
      },
    )
    return () => {
      isCurrent = false
    }
  }, [host, key, version])
  return { open, trouble }
}
