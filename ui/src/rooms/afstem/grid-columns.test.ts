import { expect, it } from 'vitest'

import type { DifferenceRow } from '../../generated/api'
import type { Longest } from './grid-columns'
import { longestOf } from './grid-columns'

it('columns grow to the longest amount and never shrink', () => {
  const row = (points: string[], amount: string) => ({ points, amount }) as DifferenceRow
  const before: Longest = [4, 4, 4, 4]
  expect(longestOf([row(['0,00', '', ''], '0,00'), undefined], before), 'nothing grew').toBe(before)
  expect(longestOf([row(['8.370.321,00', '', '1,00'], '\u22125.038.815,00')], before)).toEqual([12, 4, 4, 13])
})
