import { describe, expect, it } from 'vitest'

import { laidOut, layoutOf, PLAIN } from './column-layout'

const columns = [{ colId: 'label', flex: 2 }, { colId: 'cause', hide: true }, { colId: 'a', flex: 1 }, { colId: 'status' }]

const ids = (layout: Parameters<typeof laidOut>[1]) => laidOut(columns, layout).map(({ colId }) => colId)

describe('the layout of columns', () => {
  it('moves what is named and leaves the rest', () => {
    expect(ids(PLAIN)).toEqual(['label', 'cause', 'a', 'status'])
    expect(ids({ ...PLAIN, order: ['status', 'a'] })).toEqual(['label', 'cause', 'status', 'a'])
    expect(ids({ ...PLAIN, order: ['gone', 'a', 'label'] }), 'a column that is no more').toEqual(['a', 'cause', 'label', 'status'])
  })

  it('keeps widths, hides, and pins the first', () => {
    const laid = laidOut(columns, { order: [], widths: { label: 300 }, hidden: ['status'], isFirstPinned: true })
    expect(laid[0]).toEqual({ colId: 'label', width: 300, hide: false, pinned: 'left' })
    expect(laid.map(({ hide }) => hide), 'what the program hides stays hidden').toEqual([false, true, false, true])
  })

  it('reads what it can of what was remembered', () => {
    const layout = { order: ['a'], widths: { a: 90 }, hidden: ['cause'], isFirstPinned: true }
    expect(layoutOf(JSON.stringify(layout))).toEqual(layout)
    expect(layoutOf(null)).toEqual(PLAIN)
    expect(layoutOf('{"order":7,"widths":{"a":-1,"b":"x"}}')).toEqual(PLAIN)
    expect(layoutOf('spoilt')).toEqual(PLAIN)
  })
})
