import { expect, it } from 'vitest'

import { shifted } from './period-switcher'

it('months follow each other over the turn of the year', () => {
  expect(shifted('2026-12', 1)).toBe('2027-01')
  expect(shifted('2026-01', -1)).toBe('2025-12')
  expect(shifted('2026-10', 0)).toBe('2026-10')
  expect(shifted('2026-09', 1)).toBe('2026-10')
})
