import { describe, expect, it } from 'vitest'

import type { Attention } from '../../generated/api'
import { isPlain, standOf, summed, tally } from './sorting'

function check(status: string, attention: Attention, expected: string) {
  expect(standOf({ status, attention }), `${status}, ${attention}`).toBe(expected)
}

describe('how a file stands', () => {
  it('follows what the program says of it', () => {
    check('preview', 'in_order', 'inOrder')
    check('preview', 'needed', 'needed')
    check('refused', 'needed', 'needed')
    check('refused', 'refused', 'refused')
    check('already_imported', 'in_order', 'known')
    check('already_imported', 'needed', 'known')
  })

  it('is counted', () => {
    const rows = [
      { status: 'preview', attention: 'in_order' },
      { status: 'refused', attention: 'refused' },
      { status: 'preview', attention: 'in_order' },
    ] as const
    expect(tally([...rows])).toEqual({ inOrder: 2, needed: 0, refused: 1, known: 0 })
  })
})

describe('what came of an import', () => {
  it('is not plain when anything was left out', () => {
    const plain = summed([
      { status: 'imported', rejected: 0 },
      { status: 'superseded_older', rejected: 0 },
      { status: 'already_imported', rejected: 3 },
    ])
    expect(plain).toEqual({ imported: 2, known: 1, refused: 0, cancelled: 0, rejectedRows: 0 })
    expect(isPlain(plain)).toBe(true)
    expect(isPlain(summed([{ status: 'imported', rejected: 2 }])), 'rejected rows').toBe(false)
    expect(isPlain(summed([{ status: 'refused', rejected: 0 }])), 'a refused file').toBe(false)
    expect(isPlain(summed([{ status: 'cancelled', rejected: 0 }])), 'cancelled').toBe(false)
  })
})
