import { describe, expect, it } from 'vitest'

import { pageOf } from './paging'

function check(rows: number, page: number, expected: ReturnType<typeof pageOf>) {
  expect(pageOf(rows, page, 100), `page ${page} of ${rows}`).toEqual(expected)
}

describe('a page', () => {
  it('knows its rows and its neighbours', () => {
    check(250, 0, { from: 0, length: 100, isFirst: true, isLast: false })
    check(250, 2, { from: 200, length: 50, isFirst: false, isLast: true })
    check(200, 1, { from: 100, length: 100, isFirst: false, isLast: true })
    check(0, 0, { from: 0, length: 0, isFirst: true, isLast: true })
  })
})
