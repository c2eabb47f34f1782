import type { ExpectedFrom, MissingDelivery } from '../generated/api'

/** Of whom a delivery is expected, as text; empty for the whole municipality. */
export function valueOf(of: ExpectedFrom): string {
  return of.type === 'all' ? '' : of.value
}

/** True when a delivery should have been here. What is awaited is not missing, nor what a neighbour brushes. */
export function isOverdue({ state }: Pick<MissingDelivery, 'state'>): boolean {
  return state === 'late' || state === 'missing'
}
