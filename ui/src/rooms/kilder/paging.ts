/** One page of a list: its first row, its length, and whether there is more on either side. */
export function pageOf(rows: number, page: number, size: number) {
  const from = Math.min(page * size, rows)
  return { from, length: Math.min(size, rows - from), isFirst: page === 0, isLast: from + size >= rows }
}
