import { describe, expect, it } from 'vitest'

import type { MappingColumn } from '../../../generated/api'
import {
  emptyDraft,
  fieldOf,
  literal,
  openOf,
  profileName,
  sentDraft,
  sourceOf,
  unliteral,
  usesOf,
  withSaid,
  withSource,
} from './draft'

const START = emptyDraft('skat-krav', 'Kravliste')

describe('the name of a profile', () => {
  const check = (file: string, expected: string) => expect(profileName(file), file).toBe(expected)

  it('is the file’s without its month', () => {
    check('kravliste-2026-10.csv', 'kravliste')
    check('Bank 202610.xlsx', 'Bank')
    check('udtog_2026-10-31.csv', 'udtog')
    check('10-2026 krav.csv', 'krav')
    check('2026-10.csv', '2026-10')
    check('krav', 'krav')
  })
})

describe('a draft', () => {
  it('takes a field from a column, a value or a question', () => {
    const column = withSource(START, 'Beløb', { type: 'column', name: 'Kroner' })
    expect(sourceOf(fieldOf(column, 'Beløb'))).toEqual({ type: 'column', name: 'Kroner' })
    const turned = withSaid(column, 'Beløb', { turned: true, decimal: 'comma' })
    expect(usesOf(turned, 'Kroner')).toEqual(['Beløb'])
    const other = withSource(turned, 'Beløb', { type: 'column', name: 'Sum' })
    expect(fieldOf(other, 'Beløb'), 'another column is read anew').toMatchObject({ turned: false, decimal: null })
    expect(sourceOf(fieldOf(withSource(other, 'Beløb', { type: 'ask' }), 'Beløb'))).toEqual({ type: 'ask' })
    expect(withSource(other, 'Beløb', { type: 'none' })).toEqual(START)
    expect(withSaid(START, 'Beløb', { turned: true }), 'nothing is said of what comes from nowhere').toEqual(START)
  })

  it('is sent without what is still empty', () => {
    const value = withSource({ ...START, name: ' ' }, 'P-SE-nr', { type: 'value' })
    const open = { ...value, ignore: [{ column: '', find: 'x' }], balance: { column: 'Saldo', amount: '' } }
    expect(sentDraft(open, 'krav.csv')).toEqual({ ...START, name: 'krav.csv' })
    const filled = withSaid(value, 'P-SE-nr', { value: '17000004' })
    expect(sentDraft(filled, 'krav.csv').fields).toHaveLength(1)
  })
})

const COLUMN: MappingColumn = { name: 'a', samples: [], filled: 3, blank: 0, decimals: [], dates: [], is: [] }

describe('what a column leaves open', () => {
  it('is asked only where it can be read in several ways', () => {
    const two = { ...COLUMN, decimals: ['comma', 'point'], dates: ['DD-MM-YYYY', 'MM-DD-YYYY'] }
    expect(openOf({ holds: 'amount' }, two)).toMatchObject({ decimals: ['comma', 'point'], dates: [] })
    expect(openOf({ holds: 'date' }, two)).toMatchObject({ decimals: [], dates: two.dates, monthsBack: false })
    expect(openOf({ holds: 'month' }, two).monthsBack).toBe(true)
    expect(openOf({ holds: 'amount' }, { ...two, decimals: ['comma'] }).decimals).toEqual([])
    expect(openOf({ holds: 'amount' }, undefined)).toEqual({ decimals: [], dates: [], monthsBack: false })
  })
})

describe('text in a pattern', () => {
  it('comes back as it was written', () => {
    expect(literal('I alt (kr.)')).toBe('I alt \\(kr\\.\\)')
    expect(unliteral(literal('I alt (kr.)'))).toBe('I alt (kr.)')
    expect(unliteral('(?i)indbetal|udbetal')).toBe('(?i)indbetal|udbetal')
  })
})
