import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons'
import type { ColDef, ICellRendererParams } from 'ag-grid-community'
import { useLayoutEffect, useMemo, useRef } from 'react'

import type { DifferenceRow, PointState } from '../../generated/api'
import { CertaintyTag } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './differences.module.css'
import type { Filter } from './filter'

type Cell = ICellRendererParams<DifferenceRow>

const POINTS = ['a', 'b', 'c'] as const

/** The first word of a point's name: `TØK indberettet` is `TØK` over a column. */
export function shortName({ point, name }: PointState): string {
  return `${point} ${name.split(' ')[0] ?? name}`
}

/** The direction for a narrow column: the point by its letter, `mangler i B`. */
function shortDirection({ direction, pair }: DifferenceRow): string {
  const [, how] = /^(mangler i|ekstra i) /.exec(direction) ?? []
  return how === undefined ? direction : `${how} ${pair.split('-')[1] ?? ''}`
}

const DIGIT_PX = 7.6
const CELL_PADDING_PX = 18

/** The longest amount of each column, in characters: A, B, C and the difference. */
export type Longest = readonly [number, number, number, number]

/** The longest amounts of some rows and of what was known before; the same object when nothing grew. */
export function longestOf(rows: Iterable<DifferenceRow | undefined>, before: Longest): Longest {
  let [a, b, c, amount] = before
  for (const row of rows) {
    if (!row) continue
    a = Math.max(a, row.points[0]?.length ?? 0)
    b = Math.max(b, row.points[1]?.length ?? 0)
    c = Math.max(c, row.points[2]?.length ?? 0)
    amount = Math.max(amount, row.amount.length)
  }
  const grew = a > before[0] || b > before[1] || c > before[2] || amount > before[3]
  return grew ? [a, b, c, amount] : before
}

/** Room for the longest amount: an amount that is cut off would be a wrong one. */
function widthFor(characters: number, least: number): number {
  return Math.max(least, Math.ceil(characters * DIGIT_PX + CELL_PADDING_PX))
}

/** The columns of the list. Every amount is shown as it came. */
export function useColumns({ points, hasFields, longest, filter, onFold, chosen, onChoose }: {
  points: PointState[]
  hasFields: boolean
  longest: Longest
  filter: Filter
  onFold: (group: string) => void
  chosen: ReadonlySet<string>
  onChoose: (id: string) => void
}): ColDef<DifferenceRow>[] {
  const words = useWords()
  const { groupBy } = filter
  const latest = useRef(chosen)
  useLayoutEffect(() => {
    latest.current = chosen
  })
  return useMemo(() => {
    const { t, language, cause, certainty, direction, status } = words

    const groupName = (row: DifferenceRow) => {
      if (groupBy === 'cause') return cause(row.group ?? '')
      if (groupBy === 'field') return row.group ? `${t('afstem.field')} ${row.group}` : t('afstem.noField')
      return row.label
    }
    const LabelCell = ({ data }: Cell) => {
      if (!data) return null
      if (data.id !== null) {
        const id = data.id
        return (
          <span className={css.chooser}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={t('work.choose', { label: data.label })}
              checked={latest.current.has(id)}
              onChange={() => onChoose(id)}
            />
            {data.label}
          </span>
        )
      }
      const group = data.group ?? ''
      return (
        <button
          type="button"
          tabIndex={-1}
          className={css.fold}
          aria-expanded={!data.is_folded}
          onClick={() => onFold(group)}
        >
          {data.is_folded ? <ChevronRightRegular /> : <ChevronDownRegular />}
          {groupName(data)} ({countText(data.count)})
        </button>
      )
    }
    const DirectionCell = ({ data }: Cell) =>
      data && (
        <>
          <span className={css.shortDirection}>{direction(shortDirection(data))}</span>
          <span className={css.fullDirection}>{direction(data.direction)}</span>
        </>
      )
    const CertaintyCell = ({ data }: Cell) =>
      data && data.certainty !== '' ? (
        <CertaintyTag certainty={data.certainty} label={certainty(data.certainty)} />
      ) : null

    const numbers = { cellClass: css.number, headerClass: css.numberHead }
    const amounts = POINTS.flatMap((id, at): ColDef<DifferenceRow>[] => {
      const point = points[at]
      if (!point) return []
      return [
        {
          colId: id,
          headerName: shortName(point),
          headerTooltip: `${point.point} · ${point.name}`,
          flex: 1,
          minWidth: widthFor(longest[at] ?? 0, 90),
          valueGetter: ({ data }) => (data ? data.points[at] || '–' : ''),
          tooltip: ({ value }) => value as string,
          ...numbers,
        },
      ]
    })
    return [
      {
        colId: 'label',
        headerName: t('afstem.column.label'),
        flex: 2,
        minWidth: 184,
        colSpan: ({ data }) => (data?.group == null ? 1 : 2),
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        cellRenderer: LabelCell,
        tooltip: ({ data }) => (data ? (data.group === null ? data.label : groupName(data)) : ''),
      },
      {
        colId: 'cause',
        headerName: t('afstem.column.cause'),
        width: 180,
        hide: groupBy === 'cause',
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        valueGetter: ({ data }) => (data && data.cause !== '' ? cause(data.cause) : ''),
        tooltip: ({ value }) => value as string,
      },
      hasFields
        ? {
            colId: 'field',
            headerName: t('afstem.column.field'),
            width: 54,
            sortable: true,
            sortingOrder: ['asc', 'desc', null],
            valueGetter: ({ data }) => data?.field ?? '',
          }
        : {
            colId: 'account',
            headerName: t('afstem.column.account'),
            width: 132,
            valueGetter: ({ data }) => data?.account ?? '',
            tooltip: ({ value }) => value as string,
          },
      ...amounts,
      {
        colId: 'amount',
        headerName: t('afstem.column.amount'),
        flex: 1,
        minWidth: widthFor(longest[3], 92),
        sortable: true,
        sortingOrder: ['desc', 'asc', null],
        valueGetter: ({ data }) => data?.amount ?? '',
        tooltip: ({ value }) => value as string,
        ...numbers,
        cellClass: css.difference,
      },
      {
        colId: 'direction',
        headerName: t('afstem.column.direction'),
        flex: 1,
        minWidth: 84,
        cellRenderer: DirectionCell,
        tooltip: ({ data }) => direction(data?.direction ?? ''),
        cellClass: css.direction,
      },
      {
        colId: 'certainty',
        headerName: t('afstem.column.certainty'),
        width: language === 'da' ? 90 : 106,
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        cellRenderer: CertaintyCell,
        cellClass: css.tagCell,
      },
      {
        colId: 'status',
        headerName: t('afstem.column.status'),
        width: 56,
        valueGetter: ({ data }) => (data && data.status !== '' ? status(data.status) : ''),
      },
    ]
  }, [words, points, hasFields, longest, groupBy, onFold, onChoose])
}
