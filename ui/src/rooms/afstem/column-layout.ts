import type { ColDef } from 'ag-grid-community'
import { useState } from 'react'

import { remember, remembered } from '../../parts/remembered'

/** How somebody wants the columns: only what was changed. */
export type Layout = {
  /** Ids in their order; columns that are not named stay where they were. */
  order: string[]
  /** Widths in pixels. */
  widths: Record<string, number>
  hidden: string[]
  /** The first column stays when the others are scrolled. */
  isFirstPinned: boolean
}

/** As the program lays them. */
export const PLAIN: Layout = { order: [], widths: {}, hidden: [], isFirstPinned: false }

const REMEMBERED = 'columns.differences'

/** A remembered layout, as far as it can be read. */
export function layoutOf(text: string | null): Layout {
  try {
    const kept = JSON.parse(text ?? '{}') as Partial<Layout>
    const names = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])
    const widths = Object.entries(kept.widths ?? {}).filter(([, width]) => Number.isFinite(width) && width > 0)
    return {
      order: names(kept.order),
      widths: Object.fromEntries(widths),
      hidden: names(kept.hidden),
      isFirstPinned: kept.isFirstPinned === true,
    }
  } catch {
    return PLAIN
  }
}

/** The columns as somebody wants them. A column that the program hides stays hidden. */
export function laidOut<T>(columns: readonly ColDef<T>[], layout: Layout): ColDef<T>[] {
  const place = ({ colId }: ColDef<T>) => layout.order.indexOf(colId ?? '')
  const named = columns.filter((column) => place(column) >= 0).sort((left, right) => place(left) - place(right))
  const placed = columns.map((column) => (place(column) >= 0 ? (named.shift() ?? column) : column))
  return placed.map((column, at) => {
    const width = layout.widths[column.colId ?? '']
    const laid: ColDef<T> = { ...column, hide: column.hide === true || layout.hidden.includes(column.colId ?? '') }
    if (width !== undefined) {
      laid.width = width
      delete laid.flex
    }
    if (layout.isFirstPinned && at === 0) laid.pinned = 'left'
    return laid
  })
}

/** The layout of the list of differences, remembered between starts. */
export function useLayout() {
  const [layout, setLayout] = useState(() => layoutOf(remembered(REMEMBERED)))
  const change = (next: Layout) => {
    setLayout(next)
    remember(REMEMBERED, next === PLAIN ? null : JSON.stringify(next))
  }
  return { layout, change }
}
