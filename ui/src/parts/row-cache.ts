const WINDOW_ROWS = 200
const WINDOWS_MAX = 50

/** Fetches the rows from `start`; the answer may be shorter than asked for at the end of the list. */
export type FetchRows<T> = (start: number, length: number) => Promise<T[]>

/**
 * The rows of one open list, fetched in windows of equal size. A window is asked for once, and the ones
 * that were used longest ago are dropped: a list of a million rows stays small here.
 */
export class RowCache<T> {
  readonly rows: number
  readonly #fetch: FetchRows<T>
  readonly #windows = new Map<number, T[]>()
  readonly #coming = new Map<number, Promise<T[]>>()

  constructor(rows: number, fetch: FetchRows<T>) {
    this.rows = rows
    this.#fetch = fetch
  }

  /** The rows from `start` to before `end`, at once when they are here. */
  ready(start: number, end: number): T[] | undefined {
    const found: T[] = []
    for (let at = start; at < Math.min(end, this.rows); at += 1) {
      const row = this.#windows.get(Math.floor(at / WINDOW_ROWS))?.[at % WINDOW_ROWS]
      if (row === undefined) return undefined
      found.push(row)
    }
    return found
  }

  /** The rows from `start` to before `end`. */
  async range(start: number, end: number): Promise<T[]> {
    const last = Math.min(end, this.rows)
    if (last <= start) return []
    const numbers: number[] = []
    for (let number = Math.floor(start / WINDOW_ROWS); number * WINDOW_ROWS < last; number += 1) numbers.push(number)
    const windows = await Promise.all(numbers.map((number) => this.#window(number)))
    const offset = Math.floor(start / WINDOW_ROWS) * WINDOW_ROWS
    return windows.flat().slice(start - offset, last - offset)
  }

  /** One row; none outside the list. */
  async row(at: number): Promise<T | undefined> {
    return at < 0 ? undefined : (await this.range(at, at + 1))[0]
  }

  #window(number: number): Promise<T[]> {
    const here = this.#windows.get(number)
    if (here) {
      this.#windows.delete(number)
      this.#windows.set(number, here)
      return Promise.resolve(here)
    }
    const coming = this.#coming.get(number)
    if (coming) return coming
    const asked = this.#fetch(number * WINDOW_ROWS, WINDOW_ROWS).then(
      (rows) => {
        this.#coming.delete(number)
        this.#keep(number, rows)
        return rows
      },
      (thrown: unknown) => {
        // A failed window may be asked for again.
        this.#coming.delete(number)
        throw thrown
      },
    )
    this.#coming.set(number, asked)
    return asked
  }

  #keep(number: number, rows: T[]): void {
    this.#windows.set(number, rows)
    const oldest = this.#windows.keys().next()
    if (this.#windows.size > WINDOWS_MAX && !oldest.done) this.#windows.delete(oldest.value)
  }
}
