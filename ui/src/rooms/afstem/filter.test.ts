import { expect, it } from 'vitest'

import { isNarrowed, narrowedTo, NO_FILTER, queryOf, widened, withFold } from './filter'

it('a step of the bridge narrows, and the same step again does not', () => {
  const narrowed = narrowedTo({ ...NO_FILTER, text: 'x', folded: ['rounding'] }, 'rounding', 'A-B', null)
  expect(narrowed).toMatchObject({ cause: 'rounding', pair: 'A-B', se: null, text: '', folded: [] })
  expect(isNarrowed(narrowed)).toBe(true)
  expect(isNarrowed(narrowedTo(narrowed, 'rounding', 'A-B', null))).toBe(false)
  expect(narrowedTo(narrowed, 'rounding', 'B-C', null).pair, 'the other pair is another step').toBe('B-C')
})

it('order and grouping stay when the filter is cleared', () => {
  const filter = { ...NO_FILTER, groupBy: null, sort: 'field', descending: false, se: '17000004' } as const
  expect(widened(filter)).toEqual({ ...filter, se: null })
})

it('folding twice is as before, and the program is asked for exactly the filter', () => {
  const folded = withFold(NO_FILTER, 'rounding')
  expect(withFold(folded, 'rounding')).toEqual(NO_FILTER)
  expect(queryOf('a-skat', '2026-10', { ...folded, cause: 'rounding' })).toEqual({
    reconciliation: 'a-skat',
    period: '2026-10',
    causes: ['rounding'],
    statuses: [],
    pair: null,
    se: null,
    text: '',
    group_by: 'cause',
    folded: ['rounding'],
    sort: 'size',
    descending: true,
  })
})
