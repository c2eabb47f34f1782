import type { DeliveryRow } from '../../generated/api'

/** How a file that has been read stands. */
export const STANDS = ['inOrder', 'needed', 'refused', 'known'] as const

/** In order, waiting for the user, refused for good, or imported before. */
export type Stand = (typeof STANDS)[number]

/** How one file stands. */
export function standOf({ status, attention }: Pick<DeliveryRow, 'status' | 'attention'>): Stand {
  if (status === 'already_imported') return 'known'
  if (attention === 'in_order') return 'inOrder'
  return attention === 'needed' ? 'needed' : 'refused'
}

/** A file that would be stored, with or without rows that are rejected. */
export function isAcceptable({ status }: Pick<DeliveryRow, 'status'>): boolean {
  return status === 'preview' || status === 'cancelled'
}

/** How many files stand how. */
export function tally(rows: Pick<DeliveryRow, 'status' | 'attention'>[]): Record<Stand, number> {
  const counts: Record<Stand, number> = { inOrder: 0, needed: 0, refused: 0, known: 0 }
  for (const row of rows) counts[standOf(row)] += 1
  return counts
}

/** What came of an import, to be told in one bar. */
export type Summary = { imported: number; known: number; refused: number; cancelled: number; rejectedRows: number }

/** What came of an import. */
export function summed(rows: Pick<DeliveryRow, 'status' | 'rejected'>[]): Summary {
  const of = (...statuses: string[]) => rows.filter(({ status }) => statuses.includes(status))
  const stored = of('imported', 'superseded_older')
  return {
    imported: stored.length,
    known: of('already_imported').length,
    refused: of('refused').length,
    cancelled: of('cancelled').length,
    rejectedRows: stored.reduce((sum, row) => sum + row.rejected, 0),
  }
}

/** True when all went as it should: nothing refused, nothing rejected, nothing left behind. */
export function isPlain({ refused, cancelled, rejectedRows }: Summary): boolean {
  return refused === 0 && cancelled === 0 && rejectedRows === 0
}
