import { describe, expect, it } from 'vitest'

import { RowCache } from './row-cache'

function listOf(rows: number): { cache: RowCache<number>; asked: number[] } {
  const asked: number[] = []
  const cache = new RowCache<number>(rows, (start, length) => {
    asked.push(start)
    return Promise.resolve(Array.from({ length: Math.min(length, rows - start) }, (_, at) => start + at))
  })
  return { cache, asked }
}

async function check(rows: number, start: number, end: number, windows: number[]) {
  const { cache, asked } = listOf(rows)
  const expected = Array.from({ length: Math.max(0, Math.min(end, rows) - start) }, (_, at) => start + at)
  expect(await cache.range(start, end), `${start}–${end} of ${rows}`).toEqual(expected)
  expect(asked, `windows for ${start}–${end} of ${rows}`).toEqual(windows)
}

describe('rows in windows', () => {
  it('gives exactly the rows asked for, over the edges of windows and at the end', async () => {
    await check(1000, 0, 100, [0])
    await check(1000, 150, 250, [0, 200])
    await check(1000, 199, 601, [0, 200, 400, 600])
    await check(1000, 990, 1100, [800])
    await check(0, 0, 100, [])
    await check(10, 20, 30, [])
  })

  it('asks for a window once, also while it is coming', async () => {
    const { cache, asked } = listOf(1000)
    expect(cache.ready(0, 10)).toBeUndefined()
    await Promise.all([cache.range(0, 10), cache.range(5, 50), cache.row(7)])
    expect(asked).toEqual([0])
    expect(cache.ready(3, 5)).toEqual([3, 4])
  })

  it('stays small over a million rows and still finds every row', async () => {
    const { cache, asked } = listOf(1_000_000)
    for (let start = 0; start < 1_000_000; start += 10_000) await cache.range(start, start + 10)
    expect(cache.ready(0, 10), 'the first window was dropped').toBeUndefined()
    expect(cache.ready(990_000, 990_010)).toHaveLength(10)
    expect(await cache.row(999_999)).toBe(999_999)
    expect(await cache.row(1_000_000)).toBeUndefined()
    expect(await cache.row(-1)).toBeUndefined()
    expect(asked).toHaveLength(101)
  })

  it('asks again for a window that failed', async () => {
    let calls = 0
    const cache = new RowCache<number>(1, () => {
      calls += 1
      return calls === 1 ? Promise.reject(new Error('busy')) : Promise.resolve([42])
    })
    await expect(cache.row(0)).rejects.toThrow('busy')
    expect(await cache.row(0)).toBe(42)
  })
})
