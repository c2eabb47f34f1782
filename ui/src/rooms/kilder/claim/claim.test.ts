import { describe, expect, it } from 'vitest'

import type { DiagnosticRow, MappingField } from '../../../generated/api'
import type { Values } from './claim'
import { faultsOf, nextLine, parted, sentLines } from './claim'

const field = (name: string): MappingField => ({ name, must: true, holds: 'text', splits: false, choices: [] })

const diagnostic = (change: Partial<DiagnosticRow>): DiagnosticRow => ({
  severity: 'rejected',
  code: 'x',
  line: 2,
  column: 'Beløb',
  value: 'mange',
  message: 'Beløbet er ikke et tal.',
  hint: null,
  ...change,
})

describe('a claim that is entered', () => {
  it('says once what holds for all its lines', () => {
    const { shared, own } = parted(['P-SE-nr', 'Kravmåned', 'Beløb'].map(field))
    expect([shared, own].map((fields) => fields.map(({ name }) => name))).toEqual([['Kravmåned'], ['P-SE-nr', 'Beløb']])
    const lines = [{ Beløb: '1,00' }, { Beløb: ' ' }, { Beløb: '2,00' }]
    expect(sentLines({ Kravmåned: '2026-10' }, lines)).toEqual([
      { Kravmåned: '2026-10', Beløb: '1,00' },
      { Kravmåned: '2026-10', Beløb: '2,00' },
    ])
    expect(nextLine([{ 'P-SE-nr': '17000004', Beløb: '1,00' }])).toEqual({ 'P-SE-nr': '17000004' })
    expect(nextLine([])).toEqual({})
  })

  it('has its faults at the lines of the form', () => {
    const lines: Values[] = [{ Beløb: '1' }, {}, { Beløb: 'mange' }]
    const check = (change: Partial<DiagnosticRow>, isTried: boolean, expected: unknown) =>
      expect(faultsOf([diagnostic(change)], lines, isTried), JSON.stringify(change)).toEqual(expected)
    const fault = { line: 2, field: 'Beløb', message: 'Beløbet er ikke et tal.', isGrave: true }
    check({ line: 3 }, false, [fault])
    check({ line: 2, hint: 'Skriv 0,00.' }, false, [
      { ...fault, line: 0, message: 'Beløbet er ikke et tal. Skriv 0,00.' },
    ])
    check({ line: 3, value: null }, false, [])
    check({ line: 3, value: null }, true, [fault])
    check({ severity: 'note' }, true, [])
    check({ severity: 'warning', line: null, column: null }, false, [
      { ...fault, line: null, field: null, isGrave: false },
    ])
  })
})
