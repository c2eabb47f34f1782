import type { ExpectedDelivery, ExpectedFrom } from '../../generated/api'
import { valueOf } from '../../parts/expected'

/** A series of deliveries: one kind of one payer or account. */
export type Series = { kind: string; of: ExpectedFrom }

/** True when both are the same series. */
export function isSame(one: Series, other: Series): boolean {
  return one.kind === other.kind && one.of.type === other.of.type && valueOf(one.of) === valueOf(other.of)
}

/** The statement with these confirmed. */
export function confirmed(stated: ExpectedDelivery[], proposed: ExpectedDelivery[]): ExpectedDelivery[] {
  return [...stated, ...proposed.filter((one) => !stated.some((other) => isSame(one, other)))]
}

/** The statement with one expectation in place of another, or added where there was none. */
export function replaced(
  stated: ExpectedDelivery[],
  before: ExpectedDelivery | null,
  after: ExpectedDelivery | null,
): ExpectedDelivery[] {
  const kept = stated.filter((one) => one !== before)
  return after === null ? kept : [...kept, after]
}

/** What a form holds while it is filled in. */
export type Draft = { kind: string; type: ExpectedFrom['type']; value: string; from: string; to: string }

/** What is wrong in a form, by field. */
export type DraftFaults = { value?: 'number' | 'account'; from?: 'form'; to?: 'form' | 'order' }

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** What is wrong in the form; nothing when it can be saved. */
export function faultsOf({ type, value, from, to }: Draft): DraftFaults {
  const faults: DraftFaults = {}
  if (type === 'payer' && !/^\d{8}$/.test(value.replace(/\s/g, ''))) faults.value = 'number'
  if (type === 'account' && value.trim() === '') faults.value = 'account'
  if (!MONTH.test(from.trim())) faults.from = 'form'
  if (to.trim() !== '' && !MONTH.test(to.trim())) faults.to = 'form'
  else if (to.trim() !== '' && faults.from === undefined && to.trim() < from.trim()) faults.to = 'order'
  return faults
}

/** The expectation that a faultless form says. */
export function expectationOf({ kind, type, value, from, to }: Draft): ExpectedDelivery {
  const of: ExpectedFrom =
    type === 'all' ? { type } : { type, value: type === 'payer' ? value.replace(/\s/g, '') : value.trim() }
  return { kind, of, from: from.trim(), to: to.trim() === '' ? null : to.trim() }
}

/** The month so many months later: `2026-11` and 2 is `2027-01`. */
export function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const at = year * 12 + number - 1 + count
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}
