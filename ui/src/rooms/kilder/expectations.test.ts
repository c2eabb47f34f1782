import { describe, expect, it } from 'vitest'

import type { ExpectedDelivery } from '../../generated/api'
import type { Draft, DraftFaults } from './expectations'
import { confirmed, expectationOf, faultsOf, monthAfter, replaced } from './expectations'

const payer = (value: string, from = '2026-09'): ExpectedDelivery => ({
  kind: 'skat-krav',
  of: { type: 'payer', value },
  from,
  to: null,
})

describe('what is stated', () => {
  it('takes up what is confirmed, once', () => {
    const [one, other] = [payer('10000001'), payer('10000002')]
    expect(confirmed([one], [payer('10000001', '2026-10'), other])).toEqual([one, other])
  })

  it('is changed in one place', () => {
    const [one, other, next] = [payer('10000001'), payer('10000002'), payer('10000003')]
    expect(replaced([one, other], one, next)).toEqual([other, next])
    expect(replaced([one, other], one, null)).toEqual([other])
    expect(replaced([one], null, next)).toEqual([one, next])
  })
})

const DRAFT: Draft = { kind: 'skat-krav', type: 'payer', value: '1000 0001', from: '2026-10', to: '' }

function check(change: Partial<Draft>, expected: DraftFaults) {
  expect(faultsOf({ ...DRAFT, ...change }), JSON.stringify(change)).toEqual(expected)
}

describe('a form', () => {
  it('says what is wrong at its field', () => {
    check({}, {})
    check({ value: '1234' }, { value: 'number' })
    check({ type: 'account', value: ' ' }, { value: 'account' })
    check({ type: 'all', value: '' }, {})
    check({ from: 'oktober' }, { from: 'form' })
    check({ from: '2026-13' }, { from: 'form' })
    check({ to: '2026-09' }, { to: 'order' })
    check({ to: '26' }, { to: 'form' })
  })

  it('becomes an expectation', () => {
    expect(expectationOf(DRAFT)).toEqual({ ...payer('10000001', '2026-10') })
    expect(expectationOf({ ...DRAFT, type: 'all', to: '2026-12' })).toEqual({
      kind: 'skat-krav',
      of: { type: 'all' },
      from: '2026-10',
      to: '2026-12',
    })
  })
})

describe('months', () => {
  it('run over the year', () => {
    expect(monthAfter('2026-11', 2)).toBe('2027-01')
    expect(monthAfter('2026-01', -1)).toBe('2025-12')
  })
})
