import type { DifferenceGrouping, DifferenceQuery, DifferenceSort } from '../../generated/api'

/** Which differences are listed, and how. */
export type Filter = {
  cause: string | null
  status: string | null
  pair: string | null
  se: string | null
  text: string
  groupBy: DifferenceGrouping | null
  folded: string[]
  sort: DifferenceSort
  descending: boolean
}

/** Everything, by cause, largest kroner first. */
export const NO_FILTER: Filter = {
  cause: null,
  status: null,
  pair: null,
  se: null,
  text: '',
  groupBy: 'cause',
  folded: [],
  sort: 'size',
  descending: true,
}

/** The filter without what narrows it; order and grouping stay. */
export function widened(filter: Filter): Filter {
  return { ...filter, cause: null, status: null, pair: null, se: null, text: '' }
}

/** Whether anything is left out. */
export function isNarrowed({ cause, status, pair, se, text }: Filter): boolean {
  return cause !== null || status !== null || pair !== null || se !== null || text.trim() !== ''
}

/** Narrows to a step of the bridge; the same step again takes it away. */
export function narrowedTo(filter: Filter, cause: string, pair: string, se: string | null): Filter {
  const isSame = filter.cause === cause && filter.pair === pair && filter.se === se
  if (isSame) return widened(filter)
  return { ...widened(filter), cause, pair, se, folded: filter.folded.filter((group) => group !== cause) }
}

/** Folds a group, or unfolds it. */
export function withFold(filter: Filter, group: string): Filter {
  const isFolded = filter.folded.includes(group)
  const folded = isFolded ? filter.folded.filter((one) => one !== group) : [...filter.folded, group]
  return { ...filter, folded }
}

/** What the program is asked for. */
export function queryOf(reconciliation: string, period: string, filter: Filter): DifferenceQuery {
  const { cause, status, pair, se, text, groupBy, folded, sort, descending } = filter
  return {
    reconciliation,
    period,
    causes: cause === null ? [] : [cause],
    statuses: status === null ? [] : [status],
    pair,
    se,
    text,
    group_by: groupBy,
    folded,
    sort,
    descending,
  }
}
